#include "reports/endpoint_text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

std::string marked(const std::string& endpoint, bool address, bool port) {
  const EndpointParts parts = endpoint_parts(endpoint);
  std::string text = parts.address + (address ? "*" : "");
  if (!parts.port.empty()) text += ":" + parts.port + (port ? "*" : "");
  return text;
}

}  // namespace

EndpointParts endpoint_parts(const std::string& endpoint) {
  const size_t colon = endpoint.rfind(':');
  const size_t bracket = endpoint.rfind(']');
  const bool bracketed = !endpoint.empty() && endpoint.front() == '[';
  const bool has_port = colon != std::string::npos &&
                        (bracketed ? bracket + 1 == colon : endpoint.find(':') == colon);
  if (!has_port) return {endpoint, ""};
  return {endpoint.substr(0, colon), endpoint.substr(colon + 1)};
}

std::string crossing_label(const verdict::CrossingResult& c) {
  std::string text = c.kind;
  // An ARP message has its addresses in its name.
  if (!c.kind.starts_with("ARP") && !c.source.empty()) {
    text += fmt::format(
        " {} > {}",
        marked(c.source, is_rewritten(c.rewritten, "source"), is_rewritten(c.rewritten, "sport")),
        marked(c.destination, is_rewritten(c.rewritten, "destination"),
               is_rewritten(c.rewritten, "dport")));
  }
  if (!c.carrying.empty()) text += " carrying " + c.carrying;
  if (c.bad_checksum) text += ", bad checksum";
  return c.lost ? text + ", lost" : text;
}

bool is_rewritten(const std::vector<std::string>& fields, std::string_view field) {
  return std::ranges::find(fields, field) != fields.end();
}

}  // namespace hopproof::reports
