#include "harness/verdict/mismatch.hh"

#include "harness/base/bounded_text.hh"
#include "harness/verdict/checks/hop_match.hh"
#include "harness/verdict/tcpdump_line.hh"

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

constexpr size_t most_shown_lines = 16, most_shown_output = 1000;

}  // namespace

MismatchResult mismatch(std::string claim, const Place& place, std::string message) {
  MismatchResult result;
  result.claim = std::move(claim);
  result.place = place;
  result.message = std::move(message);
  return result;
}

void point_to(MismatchResult& mismatch, const trace::Crossing& crossing, const Evidence& evidence) {
  mismatch.hop = hop_text(crossing);
  mismatch.interface = crossing.received && !crossing.to.empty()
                           ? crossing.to + "." + crossing.to_interface
                           : crossing.from + "." + crossing.from_interface;
  if (!crossing.sent && !crossing.received) return;
  mismatch.frame = evidence.trace().frames[crossing.frame()].number;
  mismatch.command = tcpdump_line(evidence.pcapng, crossing.packet);
}

std::string shown_output(std::string output) {
  while (!output.empty() && output.back() == '\n') output.pop_back();
  output = shortened(few_lines(output, most_shown_lines), most_shown_output);
  while (!output.empty() && output.back() == '\n') output.pop_back();
  return output;
}

std::string seen_text(const trace::Crossing& crossing) {
  return hop_text(crossing) + ": " + crossing.packet.text() + (crossing.lost() ? " (lost)" : "");
}

std::string wanted_text(const HopClaim& claim, const Names& names, const Words& words) {
  return names.resolved(claim.hop).text() + ": " + names.resolved(claim.packet, words).text();
}

void add_folded(Mismatches& all, Mismatches of_each_connection) {
  if (of_each_connection.empty()) return;
  MismatchResult first = std::move(of_each_connection.front());
  const size_t more = of_each_connection.size() - 1;
  if (more > 0) {
    first.message += fmt::format("; {} more connection{} likewise", more, more == 1 ? "" : "s");
  }
  all.push_back(std::move(first));
}

}  // namespace hopproof::verdict
