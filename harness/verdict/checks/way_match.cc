#include "harness/verdict/checks/way_match.hh"

#include "harness/verdict/checks/hop_match.hh"
#include "harness/verdict/checks/packet_match.hh"

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using End = WayMatch::End;

std::string hop_difference(const HopPattern& wanted, const trace::Crossing& seen,
                           const Names& names) {
  const HopPattern hop = names.resolved(wanted);
  if (!names.is_node(wanted.from, seen.from)) {
    return fmt::format("it came from {}, not from {}", seen.from, hop.from);
  }
  if (!names.is_node(wanted.to, seen.to)) {
    return fmt::format("it went to {}, not to {}", seen.to.empty() ? "nobody" : seen.to, hop.to);
  }
  return fmt::format("it went over {}, not over {}", seen.network, hop.network);
}

/// Compares one line with one crossing; true when it holds.
bool take_hop(const HopClaim& claim, const trace::Crossing& crossing, const Names& names,
              WayMatch& match) {
  if (!is_hop(claim.hop, crossing, names)) {
    match.end = End::left;
    match.elsewhere = true;
    match.why = hop_difference(claim.hop, crossing, names);
    return false;
  }
  PacketMatch packet = match_packet(claim.packet, crossing.packet, names, match.words);
  if (packet.fits()) {
    match.words = std::move(packet.words);
    return true;
  }
  match.end = packet.fit == PacketMatch::Fit::unclear ? End::unclear : End::left;
  match.why = std::move(packet.why);
  return false;
}

}  // namespace

WayMatch follow(const std::vector<HopClaim>& way, const trace::Journey& journey,
                const trace::Trace& trace, const Names& names, const Words& words) {
  WayMatch match;
  match.words = words;
  for (; match.hop < way.size(); ++match.hop) {
    if (match.hop == journey.crossings.size()) {
      match.end = trace.last(journey).lost() ? End::lost : End::stopped;
      return match;
    }
    const trace::Crossing& crossing = trace.crossings[journey.crossings[match.hop]];
    if (take_hop(way[match.hop], crossing, names, match)) continue;
    if (match.hop == 0 && match.end == End::left) match.end = End::not_started;
    return match;
  }
  if (trace.last(journey).lost()) {
    match.end = End::lost;
  } else if (journey.crossings.size() > way.size()) {
    match.end = End::went_on;
  }
  return match;
}

}  // namespace hopproof::verdict
