#include "harness/verdict/rewriting.hh"

namespace hopproof::verdict {

std::vector<std::string> rewritten_fields(const trace::Packet& before, const trace::Packet& after) {
  std::vector<std::string> fields;
  if (before.source != after.source) fields.emplace_back("source");
  if (before.source_port != after.source_port) fields.emplace_back("sport");
  if (before.destination != after.destination) fields.emplace_back("destination");
  if (before.destination_port != after.destination_port) fields.emplace_back("dport");
  return fields;
}

}  // namespace hopproof::verdict
