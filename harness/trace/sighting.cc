#include "harness/trace/sighting.hh"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace hopproof::trace {
namespace {

/// Two taps of one kernel stamp a frame within microseconds of each other.
constexpr int64_t clock_slack_ns = 1'000'000;

using FrameIndices = std::vector<int>;
using FramePair = std::pair<std::optional<int>, std::optional<int>>;

std::string_view content(const Frame& frame) {
  return {reinterpret_cast<const char*>(frame.bytes.data()), frame.bytes.size()};
}

bool is_group(const MacAddress& mac) { return (mac[0] & 1) != 0; }

class SightingPairs {
 public:
  SightingPairs(const std::vector<TapInfo>& taps, const std::vector<Frame>& frames)
      : taps_(taps), frames_(frames) {}

  /// Takes all frames of one network that have the same bytes.
  void take(const FrameIndices& twins) {
    const Packet packet = dissect_frame(frames_[twins.front()].bytes);
    const auto sender = sender_of(twins, packet);
    for (const int receiver : receivers_of(twins, sender, packet)) {
      pair_all(twins, sender, receiver, packet);
    }
  }

  std::vector<Crossing> by_time() && {
    std::stable_sort(crossings_.begin(), crossings_.end(),
                     [](const Crossing& a, const Crossing& b) {
                       return std::pair(a.time_ns, a.frame()) < std::pair(b.time_ns, b.frame());
                     });
    return std::move(crossings_);
  }

 private:
  static constexpr int no_node = -1;

  /// The tap with the source MAC; for a foreign MAC the node tap that saw it first, unless it is
  /// the addressee: then it came from where no tap is (a bridge device).
  int sender_of(const FrameIndices& twins, const Packet& packet) const {
    for (const int i : twins) {
      const TapInfo& tap = tap_of(i);
      if (!tap.switch_side && tap.mac == packet.source_mac) return frames_[i].tap;
    }
    const TapInfo& first = tap_of(twins.front());
    const bool from_outside = first.switch_side || first.mac == packet.destination_mac;
    return from_outside ? no_node : frames_[twins.front()].tap;
  }

  std::vector<int> receivers_of(const FrameIndices& twins, int sender, const Packet& packet) const {
    const std::string& network = tap_of(twins.front()).network;
    std::vector<int> receivers;
    for (int tap = 0; tap < int(taps_.size()); ++tap) {
      const TapInfo& info = taps_[tap];
      const bool other = !info.switch_side && info.network == network && tap != sender;
      const bool addressed = is_group(packet.destination_mac) || info.mac == packet.destination_mac;
      if (other && addressed) receivers.push_back(tap);
    }
    if (receivers.empty()) receivers.push_back(no_node);
    return receivers;
  }

  void pair_all(const FrameIndices& twins, int sender, int receiver, const Packet& packet) {
    const auto pairs = in_order(seen_at(twins, sender), seen_at(twins, receiver));
    for (const auto& [sent, received] : pairs) {
      Crossing crossing = between(sent, received, sender, receiver, packet);
      if (crossing.lost()) crossing.ports = ports_that_saw(*sent, twins, sender, receiver);
      crossings_.push_back(std::move(crossing));
    }
  }

  std::vector<int> ports_that_saw(int frame, const FrameIndices& twins, int sender,
                                  int receiver) const {
    std::vector<int> ports;
    for (const int port : {port_of(sender), port_of(receiver)}) {
      for (const auto& [sent, seen] : in_order(seen_at(twins, sender), seen_at(twins, port))) {
        if (sent == frame && seen) ports.push_back(port);
      }
    }
    return ports;
  }

  int port_of(int tap) const {
    if (tap == no_node) return no_node;
    const auto port = std::ranges::find_if(taps_, [&](const TapInfo& info) {
      return info.switch_side && info.node == taps_[tap].node &&
             info.interface == taps_[tap].interface;
    });
    return port == taps_.end() ? no_node : int(port - taps_.begin());
  }

  FrameIndices seen_at(const FrameIndices& twins, int tap) const {
    FrameIndices seen;
    std::ranges::copy_if(twins, std::back_inserter(seen),
                         [&](int i) { return frames_[i].tap == tap; });
    return seen;
  }

  std::vector<FramePair> in_order(const FrameIndices& sent, const FrameIndices& received) const {
    std::vector<FramePair> pairs;
    if (sent.size() == received.size()) {
      for (size_t i = 0; i < sent.size(); ++i) pairs.emplace_back(sent[i], received[i]);
      return pairs;
    }
    return some_lost(sent, received);
  }

  /// From the last arrival back, each belongs to the latest sending that is not after it.
  std::vector<FramePair> some_lost(const FrameIndices& sent, const FrameIndices& received) const {
    std::vector<FramePair> pairs;
    size_t left = sent.size();
    for (auto arrival = received.rbegin(); arrival != received.rend(); ++arrival) {
      const int64_t latest = frames_[*arrival].time_ns + clock_slack_ns;
      for (; left > 0 && frames_[sent[left - 1]].time_ns > latest; --left) {
        pairs.emplace_back(sent[left - 1], std::nullopt);
      }
      if (left > 0) {
        pairs.emplace_back(sent[--left], *arrival);
      } else {
        pairs.emplace_back(std::nullopt, *arrival);
      }
    }
    for (; left > 0; --left) pairs.emplace_back(sent[left - 1], std::nullopt);
    return pairs;
  }

  Crossing between(std::optional<int> sent, std::optional<int> received, int sender, int receiver,
                   const Packet& packet) const {
    Crossing crossing;
    crossing.packet = packet;
    crossing.sent = sent;
    crossing.received = received;
    if (sender != no_node) {
      crossing.from = taps_[sender].node;
      crossing.from_interface = taps_[sender].interface;
    }
    if (receiver != no_node) {
      crossing.to = taps_[receiver].node;
      crossing.to_interface = taps_[receiver].interface;
    }
    crossing.network = tap_of(crossing.frame()).network;
    crossing.time_ns = frames_[sent ? *sent : *received].time_ns;
    if (received) crossing.time_ns = std::min(crossing.time_ns, frames_[*received].time_ns);
    return crossing;
  }

  const TapInfo& tap_of(int frame) const { return taps_[frames_[frame].tap]; }

  const std::vector<TapInfo>& taps_;
  const std::vector<Frame>& frames_;
  std::vector<Crossing> crossings_;
};

}  // namespace

std::vector<Crossing> pair_sightings(const std::vector<TapInfo>& taps,
                                     const std::vector<Frame>& frames) {
  std::map<std::string_view, std::unordered_map<std::string_view, FrameIndices>> twins;
  for (int i = 0; i < int(frames.size()); ++i) {
    const Frame& frame = frames[i];
    if (frame.tap < 0 || frame.tap >= int(taps.size())) continue;
    twins[taps[frame.tap].network][content(frame)].push_back(i);
  }
  SightingPairs pairs(taps, frames);
  for (const auto& [network, by_content] : twins) {
    for (const auto& [bytes, indices] : by_content) pairs.take(indices);
  }
  return std::move(pairs).by_time();
}

}  // namespace hopproof::trace
