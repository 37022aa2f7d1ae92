#include "harness/trace/journey.hh"

#include "harness/trace/passage.hh"

#include <algorithm>
#include <limits>
#include <map>

namespace hopproof::trace {
namespace {

constexpr int no_index = -1;
/// Among more packets that look alike, only the latest are compared with a departure.
constexpr std::ptrdiff_t max_candidates = 64;

struct Alike {
  std::vector<PassageEnd> arrivals, departures;  ///< by time
};

class Linker {
 public:
  Linker(const std::vector<Crossing>& crossings, const std::vector<Frame>& frames)
      : crossings_(crossings),
        frames_(frames),
        next_(crossings.size(), no_index),
        linked_(crossings.size(), false) {
    for (int i = 0; i < int(crossings.size()); ++i) sort_in(i);
  }

  std::vector<Journey> journeys() && {
    for (auto& [key, alike] : alike_) {
      if (alike.arrivals.size() == 1 && alike.departures.size() == 1) link_best(key.first, alike);
    }
    for (auto& [key, alike] : alike_) link_best(key.first, alike);
    for (auto& [node, ends] : ends_) link_changed(node, ends);
    return chains();
  }

 private:
  void sort_in(int index) {
    const Crossing& crossing = crossings_[index];
    const auto identity = identity_of(crossing.packet);
    const auto tuple = tuple_of(crossing.packet);
    const bool group = (crossing.packet.destination_mac[0] & 1) != 0;
    if (!identity || !tuple || group) return;
    PassageEnd end{index, 0, *identity, *tuple, &innermost(crossing.packet)};
    if (crossing.received && !crossing.to.empty()) {
      end.time_ns = frames_[*crossing.received].time_ns;
      alike_[{crossing.to, *identity}].arrivals.push_back(end);
      ends_[crossing.to].arrivals.push_back(end);
    }
    if (crossing.sent && !crossing.from.empty()) {
      end.time_ns = frames_[*crossing.sent].time_ns;
      alike_[{crossing.from, *identity}].departures.push_back(end);
      ends_[crossing.from].departures.push_back(end);
    }
  }

  /// From the last departure back, each gets the arrival that goes best with it, among equals the
  /// latest: so the resend of a packet which the node dropped is not taken for the packet.
  void link_best(const std::string& node, const Alike& alike) {
    Open open;
    for (const PassageEnd& arrival : alike.arrivals) {
      if (!is_arrived(arrival)) open.push_back(&arrival);
    }
    for (auto departure = alike.departures.rbegin(); departure != alike.departures.rend();
         ++departure) {
      if (is_departed(*departure)) continue;
      while (!open.empty() && open.back()->crossing > departure->crossing) open.pop_back();
      const auto best = best_of(open, *departure, node);
      if (best == open.end()) continue;
      link(node, **best, *departure);
      open.erase(best);
    }
  }

  using Open = std::vector<const PassageEnd*>;

  Open::const_iterator best_of(const Open& open, const PassageEnd& departure,
                               const std::string& node) const {
    auto best = open.end();
    int best_score = std::numeric_limits<int>::min();
    const auto stop = open.end() - std::min(std::ssize(open), max_candidates);
    for (auto at = open.end(); at != stop;) {
      --at;
      if (!may_pass(**at, departure)) continue;
      const int score = passage_score(**at, departure, node, rewritings_);
      if (score <= best_score) continue;
      best_score = score;
      best = at;
    }
    return best;
  }

  /// What is reassembled in IPv6 and fragmented again gets a new one; 0: it identifies nothing.
  static uint16_t lasting_id(const Packet& packet) {
    return packet.source.is_v4() ? packet.ip_id : uint16_t{1};
  }

  /// What a node did not leave alone: datagrams cut anew, payload that an application helper
  /// rewrote. Linked first fragment to first fragment, and in IPv4 only with the same IP id.
  void link_changed(const std::string& node, const Alike& ends) {
    std::multimap<uint16_t, const PassageEnd*> open;
    for (const PassageEnd& arrival : ends.arrivals) {
      const uint16_t id = lasting_id(*arrival.packet);
      if (id != 0 && !is_arrived(arrival)) open.emplace(id, &arrival);
    }
    for (const PassageEnd& departure : ends.departures) {
      if (is_departed(departure)) continue;
      const auto [begin, end] = open.equal_range(lasting_id(*departure.packet));
      const auto found = std::find_if(begin, end, [&](const auto& entry) {
        return is_changed(node, *entry.second, departure);
      });
      if (found == end) continue;
      link(node, *found->second, departure);
      open.erase(found);
    }
  }

  bool is_changed(const std::string& node, const PassageEnd& arrival,
                  const PassageEnd& departure) const {
    const Packet& in = *arrival.packet;
    const Packet& out = *departure.packet;
    const bool possible = in.protocol == out.protocol && lasting_id(in) == lasting_id(out) &&
                          in.fragment_offset == 0 && out.fragment_offset == 0 &&
                          may_pass(arrival, departure);
    if (!possible) return false;
    if (in.is_fragment() || out.is_fragment()) return same_head(arrival, departure);
    return same_ip_id(in, out) && in.tcp && out.tcp && in.tcp->flags == out.tcp->flags &&
           rewritings_.knows(node, arrival.tuple, departure.tuple);
  }

  bool same_head(const PassageEnd& a, const PassageEnd& b) const {
    const auto head_a = payload(a), head_b = payload(b);
    const size_t length = std::min(head_a.size(), head_b.size());
    return std::ranges::equal(head_a.first(length), head_b.first(length));
  }

  std::span<const uint8_t> payload(const PassageEnd& end) const {
    const std::span<const uint8_t> bytes = frames_[crossings_[end.crossing].frame()].bytes;
    return bytes.subspan(end.packet->payload_offset, end.packet->payload_length);
  }

  bool link(const std::string& node, const PassageEnd& arrival, const PassageEnd& departure) {
    next_[arrival.crossing] = departure.crossing;
    linked_[departure.crossing] = true;
    return rewritings_.learn(node, arrival.tuple, departure.tuple);
  }

  bool is_arrived(const PassageEnd& arrival) const { return next_[arrival.crossing] != no_index; }
  bool is_departed(const PassageEnd& departure) const { return linked_[departure.crossing]; }

  std::vector<Journey> chains() const {
    std::vector<Journey> journeys;
    for (int i = 0; i < int(crossings_.size()); ++i) {
      if (linked_[i]) continue;
      Journey& journey = journeys.emplace_back();
      for (int at = i; at != no_index; at = next_[at]) journey.crossings.push_back(at);
    }
    return journeys;
  }

  const std::vector<Crossing>& crossings_;
  const std::vector<Frame>& frames_;
  std::vector<int> next_;     ///< by arrival
  std::vector<bool> linked_;  ///< by departure
  std::map<std::pair<std::string, Identity>, Alike> alike_;
  std::map<std::string, Alike> ends_;
  Rewritings rewritings_;
};

}  // namespace

std::vector<Journey> link_journeys(const std::vector<Crossing>& crossings,
                                   const std::vector<Frame>& frames) {
  return Linker(crossings, frames).journeys();
}

}  // namespace hopproof::trace
