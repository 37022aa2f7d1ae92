#include "harness/verdict/checks/claim_checks.hh"
#include "harness/verdict/checks/hop_match.hh"
#include "harness/verdict/checks/packet_kind.hh"
#include "harness/verdict/checks/way_match.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using End = WayMatch::End;

enum class Direction { request, reply };

/// One way of one connection, held against the journeys that may go it.
class WayCheck {
 public:
  WayCheck(Direction direction, const Way& way, Connection& connection, const Evidence& evidence)
      : direction_(direction),
        way_(way),
        connection_(connection),
        evidence_(evidence),
        trace_(evidence.trace()),
        names_(evidence.deployment, connection.roles) {}

  std::optional<MismatchResult> check() {
    auto found = way_.none ? check_none() : check_hops();
    remember_expected();
    return found;
  }

 private:
  std::optional<MismatchResult> check_hops() {
    if (way_.hops.empty()) return std::nullopt;
    const std::vector<int> candidates = packets();
    int gone = 0;
    for (const int index : candidates) {
      WayMatch match = follow(trace_.journeys[index]);
      if (match.end == End::not_started) continue;
      if (match.end != End::whole) return departure(trace_.journeys[index], match);
      connection_.words = std::move(match.words);
      ++gone;
    }
    return gone == 0 ? nothing_went(candidates) : check_times(gone);
  }

  /// For the reader: what was written for each hop, words that were bound as their ports.
  void remember_expected() {
    std::vector<std::string>& lines = direction_ == Direction::request
                                          ? connection_.expected_request
                                          : connection_.expected_reply;
    if (way_.none) lines.emplace_back("none");
    for (size_t line = 0; line < way_.hops.size(); ++line) lines.push_back(wanted(line));
  }

  std::string name() const { return direction_ == Direction::request ? "request" : "reply"; }

  const std::vector<int>& own_packets() const {
    return direction_ == Direction::request ? connection_.flow.request : connection_.flow.reply;
  }

  /// The journeys that are held to the way. An error that quotes the connection is a packet of its
  /// way only where the first line asks for ICMP.
  std::vector<int> packets() const {
    std::vector<int> found = own_packets();
    const PacketKind kind = way_.hops.front().packet.kind;
    if (kind == PacketKind::icmp || kind == PacketKind::icmp6) {
      found.insert(found.end(), connection_.flow.errors.begin(), connection_.flow.errors.end());
    }
    std::ranges::sort(found);
    return found;
  }

  WayMatch follow(const trace::Journey& journey) const {
    return hopproof::verdict::follow(way_.hops, journey, trace_, names_, connection_.words);
  }

  std::string wanted(size_t line) const { return wanted(line, connection_.words); }
  std::string wanted(size_t line, const Words& words) const {
    return wanted_text(way_.hops[line], names_, words);
  }

  std::optional<MismatchResult> check_none() const {
    const std::vector<int> left = direction_ == Direction::request ? departures() : own_packets();
    if (left.empty()) return std::nullopt;
    const trace::Crossing& crossing = trace_.first(trace_.journeys[left.front()]);
    MismatchResult result = mismatch(
        name(), way_.place,
        fmt::format("a {} was sent at {}, where none is expected", name(), hop_text(crossing)));
    result.wanted = "none";
    result.seen = seen_text(crossing);
    point_to(result, crossing, evidence_);
    return result;
  }

  /// What the client sent in this connection; where its end is not known (a program that failed to
  /// connect), whatever it sent to the VIP.
  std::vector<int> departures() const {
    if (!connection_.flow.request.empty()) return connection_.flow.request;
    std::vector<int> sent;
    for (size_t i = 0; i < trace_.journeys.size(); ++i) {
      const trace::Crossing& first = trace_.first(trace_.journeys[i]);
      if (is_departure(first)) sent.push_back(static_cast<int>(i));
    }
    return sent;
  }

  bool is_departure(const trace::Crossing& crossing) const {
    const std::vector<IpAddress>& vips = connection_.roles.vip;
    const bool end_is_known = connection_.exchange && connection_.exchange->flow.local.port != 0;
    return !end_is_known && crossing.from == connection_.roles.client &&
           is_kind(PacketPattern{}, crossing.packet) &&
           std::ranges::find(vips, crossing.packet.destination) != vips.end();
  }

  MismatchResult departure(const trace::Journey& journey, const WayMatch& match) const {
    const size_t crossed = journey.crossings.size();
    const size_t at = std::min(match.hop, crossed - 1);
    const trace::Crossing& crossing = trace_.crossings[journey.crossings[at]];
    const size_t line = std::min(match.hop, way_.hops.size() - 1);
    const HopClaim& claim = way_.hops[line];
    const bool points_to_hop = match.elsewhere && claim.hop_place.line > 0;
    MismatchResult result = mismatch(name(), points_to_hop ? claim.hop_place : claim.place,
                                     departure_text(crossing, match));
    result.wanted = wanted(line, match.words);
    if (match.end == End::went_on) result.wanted = "nothing after " + result.wanted;
    result.seen = seen_text(crossing);
    if (match.end == End::stopped) result.seen += ", and nothing after it";
    point_to(result, crossing, evidence_);
    return result;
  }

  std::string departure_text(const trace::Crossing& crossing, const WayMatch& match) const {
    switch (match.end) {
      case End::stopped:
        return fmt::format("the {} stopped at {}: it did not go on to {}", name(), crossing.to,
                           names_.resolved(way_.hops[match.hop].hop).to);
      case End::lost:
        return fmt::format("the {} was lost on {} at {}: it was sent and never arrived", name(),
                           crossing.network, hop_text(crossing));
      case End::went_on:
        return fmt::format("the {} went on at {}, where it should have ended", name(),
                           hop_text(crossing));
      case End::unclear:
        return match.why;
      default:
        break;
    }
    return fmt::format("the {} left the expected path at {}: {}", name(), hop_text(crossing),
                       match.why);
  }

  /// No packet started like the first line: the nearest one shows why.
  std::optional<MismatchResult> nothing_went(const std::vector<int>& candidates) const {
    if (candidates.empty()) return nothing_sent();
    const PacketPattern& first = way_.hops.front().packet;
    const auto nearest = std::ranges::find_if(candidates, [&](int index) {
      return is_kind(first, trace_.first(trace_.journeys[index]).packet);
    });
    const int index = nearest == candidates.end() ? candidates.front() : *nearest;
    const trace::Journey& journey = trace_.journeys[index];
    return departure(journey, follow(journey));
  }

  MismatchResult nothing_sent() const {
    MismatchResult result = mismatch(name(), way_.hops.front().place, nothing_text());
    result.wanted = wanted(0);
    result.seen = "nothing";
    const std::vector<int>& errors = connection_.flow.errors;
    const std::vector<int>& shown = errors.empty() ? connection_.flow.request : errors;
    if (shown.empty()) return result;
    const trace::Crossing& last = trace_.last(trace_.journeys[shown.back()]);
    if (!errors.empty()) result.seen = seen_text(last);
    point_to(result, last, evidence_);
    return result;
  }

  std::string nothing_text() const {
    const std::vector<int>& request = connection_.flow.request;
    if (direction_ == Direction::request || request.empty()) {
      const std::string& client = connection_.roles.client;
      return fmt::format("no {}: {} sent no packet of this connection", name(),
                         client.empty() ? "the client" : client);
    }
    const trace::Crossing& last = trace_.last(trace_.journeys[request.back()]);
    return fmt::format("no reply: the request was last seen at {}", hop_text(last));
  }

  std::optional<MismatchResult> check_times(int gone) const {
    for (size_t line = 0; line < way_.hops.size(); ++line) {
      const auto& times = way_.hops[line].packet.times;
      if (!times || *times == gone) continue;
      MismatchResult result =
          mismatch(name(), way_.hops[line].place,
                   fmt::format("the {} took its path {}, not {}", name(),
                               gone == 1 ? "once" : fmt::format("{} times", gone), *times));
      result.wanted = wanted(line);
      result.seen = fmt::format("{} packets", gone);
      return result;
    }
    return std::nullopt;
  }

  Direction direction_;
  const Way& way_;
  Connection& connection_;
  const Evidence& evidence_;
  const trace::Trace& trace_;
  Names names_;
};

}  // namespace

std::optional<MismatchResult> check_request(const Way& way, Connection& connection,
                                            const Evidence& evidence) {
  return WayCheck(Direction::request, way, connection, evidence).check();
}

std::optional<MismatchResult> check_reply(const Way& way, Connection& connection,
                                          const Evidence& evidence) {
  return WayCheck(Direction::reply, way, connection, evidence).check();
}

}  // namespace hopproof::verdict
