#include "harness/verdict/checks/claim_checks.hh"
#include "harness/verdict/checks/hop_match.hh"
#include "harness/verdict/checks/packet_kind.hh"
#include "harness/verdict/checks/packet_match.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using Fit = PacketMatch::Fit;
using Connections = std::vector<Connection*>;

/// What the whole step has of one claim.
struct Sightings {
  std::vector<const trace::Crossing*> fitting;
  const trace::Crossing* unclear = nullptr;
  std::string doubt;
};

PacketMatch match_crossing(const HopClaim& claim, const trace::Crossing& crossing,
                           const Connection& connection, const Evidence& evidence) {
  const Names names(evidence.deployment, connection.roles);
  if (!is_hop(claim.hop, crossing, names)) return {Fit::differs, "", {}};
  return match_packet(claim.packet, crossing.packet, names, connection.words);
}

/// Adds the crossing if it fits in any of the connections. `binds`: a fitting connection keeps the
/// words of this sighting.
void add_if_fitting(const HopClaim& claim, const trace::Crossing& crossing,
                    const Connections& connections, const Evidence& evidence, bool binds,
                    Sightings& sightings) {
  for (Connection* connection : connections) {
    PacketMatch match = match_crossing(claim, crossing, *connection, evidence);
    if (match.fit == Fit::unclear) {
      sightings.unclear = &crossing;
      sightings.doubt = std::move(match.why);
    }
    if (!match.fits()) continue;
    if (binds) connection->words = std::move(match.words);
    sightings.fitting.push_back(&crossing);
    return;
  }
}

/// A frame that was lost on its segment was not sighted behind it, except where anybody may be
/// meant.
bool counts_as_seen(const HopClaim& claim, const trace::Crossing& crossing) {
  return !crossing.lost() || claim.hop.to == "any";
}

/// What comes nearest: the same kind of packet at this hop, else anything of the kind, else
/// nothing.
const trace::Crossing* nearest(const HopClaim& claim, const Connections& connections,
                               const Evidence& evidence) {
  if (connections.empty()) return nullptr;
  const Names names(evidence.deployment, connections.front()->roles);
  const trace::Crossing* found = nullptr;
  for (const trace::Crossing& crossing : evidence.trace().crossings) {
    if (!is_kind(claim.packet, crossing.packet)) continue;
    if (is_hop(claim.hop, crossing, names)) return &crossing;
    const PacketMatch match =
        match_packet(claim.packet, crossing.packet, names, connections.front()->words);
    if (!found && match.fits()) found = &crossing;
  }
  return found;
}

std::string wanted_of(const HopClaim& claim, const Connections& connections,
                      const Evidence& evidence) {
  if (connections.empty()) return claim.hop.text() + ": " + claim.packet.text();
  const Names names(evidence.deployment, connections.front()->roles);
  return wanted_text(claim, names, connections.front()->words);
}

MismatchResult unclear(std::string name, const HopClaim& claim, const Sightings& sightings,
                       const Evidence& evidence) {
  MismatchResult result = mismatch(std::move(name), claim.place, sightings.doubt);
  result.seen = seen_text(*sightings.unclear);
  point_to(result, *sightings.unclear, evidence);
  return result;
}

MismatchResult not_seen(const HopClaim& claim, const Connections& connections,
                        const Evidence& evidence, size_t times) {
  const std::string wanted = wanted_of(claim, connections, evidence);
  std::string message = fmt::format("not seen in this step: {}", wanted);
  if (claim.packet.times) {
    const std::string seen = times == 1 ? "once" : fmt::format("{} times", times);
    message = fmt::format("seen {}, not {}: {}", seen, *claim.packet.times, wanted);
  }
  MismatchResult result = mismatch("seen", claim.place, std::move(message));
  result.wanted = wanted;
  result.seen = times == 0 ? "nothing like it" : fmt::format("{} packets", times);
  const trace::Crossing* near = times == 0 ? nearest(claim, connections, evidence) : nullptr;
  if (!near) return result;
  result.seen = seen_text(*near);
  point_to(result, *near, evidence);
  return result;
}

}  // namespace

std::optional<MismatchResult> check_seen(const HopClaim& claim, const Connections& connections,
                                         const Evidence& evidence) {
  Sightings sightings;
  for (const trace::Crossing& crossing : evidence.trace().crossings) {
    if (!counts_as_seen(claim, crossing)) continue;
    add_if_fitting(claim, crossing, connections, evidence, true, sightings);
  }
  const size_t times = sightings.fitting.size();
  const auto& wanted = claim.packet.times;
  if (wanted ? times == static_cast<size_t>(*wanted) : times > 0) return std::nullopt;
  if (times == 0 && sightings.unclear) return unclear("seen", claim, sightings, evidence);
  return not_seen(claim, connections, evidence, times);
}

std::optional<MismatchResult> check_never(const HopClaim& claim, const Connections& connections,
                                          const Evidence& evidence) {
  Sightings sightings;
  for (const trace::Crossing& crossing : evidence.trace().crossings) {
    add_if_fitting(claim, crossing, connections, evidence, false, sightings);
  }
  if (sightings.fitting.empty()) {
    if (sightings.unclear) return unclear("never", claim, sightings, evidence);
    return std::nullopt;
  }
  const trace::Crossing& first = *sightings.fitting.front();
  MismatchResult result = mismatch(
      "never", claim.place,
      fmt::format("seen at {}, where it must never be: {}", hop_text(first), first.packet.text()));
  result.wanted = "never " + wanted_of(claim, connections, evidence);
  result.seen = seen_text(first);
  point_to(result, first, evidence);
  return result;
}

}  // namespace hopproof::verdict
