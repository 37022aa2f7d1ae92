#pragma once

#include "harness/trace/test_packets.hh"
#include "harness/trace/trace.hh"

#include <map>
#include <string>
#include <vector>

namespace hopproof::trace::test {

/// Plays packets over segments and writes down what the taps at both ends would have seen: the
/// captures of a deployment without a kernel.
class Replay {
 public:
  /// Two nodes: a veth pair. More: a switch, tapped at its ports, too.
  Replay& network(const std::string& name, const std::vector<std::string>& nodes) {
    for (const bool switch_side : {false, true}) {
      if (switch_side && nodes.size() <= 2) break;
      for (const std::string& node : nodes) {
        const int index = int(taps_.size());
        taps_.push_back({index, node, name, name, mac(node, name), switch_side});
      }
    }
    return *this;
  }

  /// An IP packet from node to node; both ends see it.
  Replay& cross(const std::string& name, const std::string& from, const std::string& to,
                const Bytes& ip) {
    return frame(name, from, {to}, ethernet({mac(from, name), mac(to, name)}, ip));
  }

  /// Left the sender and came nowhere.
  Replay& lose(const std::string& name, const std::string& from, const std::string& to,
               const Bytes& ip) {
    return frame(name, from, {}, ethernet({mac(from, name), mac(to, name)}, ip));
  }

  /// Any frame, seen at these nodes.
  Replay& frame(const std::string& name, const std::string& from,
                const std::vector<std::string>& seen_by, const Bytes& bytes) {
    see(name, from, false, bytes);
    see(name, from, true, bytes);
    for (const std::string& node : seen_by) {
      see(name, node, true, bytes);
      see(name, node, false, bytes);
    }
    return *this;
  }

  /// One sighting at one tap.
  Replay& see(const std::string& name, const std::string& node, bool switch_side,
              const Bytes& bytes) {
    for (const TapInfo& tap : taps_) {
      if (tap.network != name || tap.node != node || tap.switch_side != switch_side) continue;
      frames_.push_back(
          {tap.index, now_ += 2000, uint32_t(bytes.size()), bytes, int(frames_.size()) + 1});
    }
    return *this;
  }

  Replay& wait_ms(int64_t ms) {
    now_ += ms * 1'000'000;
    return *this;
  }

  /// 02:00, then the node and the network by their first appearance.
  MacAddress mac(const std::string& node, const std::string& name) {
    const auto number = [](std::map<std::string, uint8_t>& known, const std::string& word) {
      return known.emplace(word, uint8_t(known.size() + 1)).first->second;
    };
    return {2, 0, 0, 0, number(nodes_, node), number(networks_, name)};
  }

  Trace trace() const { return build_trace(taps_, frames_); }

 private:
  std::vector<TapInfo> taps_;
  std::vector<Frame> frames_;
  std::map<std::string, uint8_t> nodes_, networks_;
  int64_t now_ = 1'700'000'000'000'000'000;
};

/// "client > director: SYN 1.2.3.4:5 > 6.7.8.9:80"; "(lost)" after what did not arrive.
inline std::string text(const Crossing& crossing) {
  return crossing.from + " > " + crossing.to + ": " + crossing.packet.text() +
         (crossing.lost() ? " (lost)" : "");
}

/// The journey's crossings, joined with " | ".
inline std::string text(const Trace& trace, const Journey& journey) {
  std::string out;
  for (const int crossing : journey.crossings) {
    out += (out.empty() ? "" : " | ") + text(trace.crossings[crossing]);
  }
  return out;
}

inline std::vector<std::string> texts(const Trace& trace) {
  std::vector<std::string> out;
  for (const Journey& journey : trace.journeys) out.push_back(text(trace, journey));
  return out;
}

inline std::vector<std::string> texts(const Trace& trace, const std::vector<int>& journeys) {
  std::vector<std::string> out;
  for (const int journey : journeys) out.push_back(text(trace, trace.journeys[journey]));
  return out;
}

}  // namespace hopproof::trace::test
