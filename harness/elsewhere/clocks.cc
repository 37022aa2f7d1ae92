#include "harness/elsewhere/clocks.hh"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

constexpr int64_t millisecond = 1'000'000, minute = 60'000 * millisecond;
/// Shorter captures do not show a drift of clocks that are not broken.
constexpr int64_t long_capture = 2 * minute;
constexpr size_t most_samples = 2'000;

/// A packet that both saw: when `a` did, how much later `b`, and whether it went from a to b.
struct Sample {
  int64_t at_ns = 0, later_ns = 0;
  bool forward = true;
};

struct Bounds {
  std::optional<int64_t> most, least;

  void take(const Sample& sample) {
    if (sample.forward)
      most = most ? std::min(*most, sample.later_ns) : sample.later_ns;
    else
      least = least ? std::max(*least, sample.later_ns) : sample.later_ns;
  }
  bool is_whole() const { return most && least; }
  int64_t middle() const { return *least + (*most - *least) / 2; }
  int64_t half() const { return std::abs(*most - *least) / 2; }
};

const Leg* leg_of(const View& view, int node, const trace::Tuple& tuple) {
  for (const int index : view.conversation.legs) {
    const Leg& leg = view.found.legs[size_t(index)];
    if (leg.node == node && leg.tuple == tuple) return &leg;
  }
  return nullptr;
}

class Comparison {
 public:
  explicit Comparison(const Evidence& evidence) : evidence_(evidence) {}

  void take(const View& view, int a, int b, const trace::Tuple& tuple) {
    if (a < 0 || b < 0 || a == b) return;
    const Leg* one = leg_of(view, a, tuple);
    const Leg* two = leg_of(view, b, tuple);
    auto& samples = samples_[{a, b}];
    if (!one || !two || samples.size() > most_samples || !is_timed(*one) || !is_timed(*two)) return;
    const SamePackets same = same_packets(evidence_, *one, *two);
    for (const auto& [first, second] : same.forward) samples.push_back(sample(first, second, true));
    for (const auto& [first, second] : same.backward)
      samples.push_back(sample(first, second, false));
  }

  std::vector<ClockPair> pairs() const {
    std::vector<ClockPair> found;
    for (const auto& [nodes, samples] : samples_)
      if (!samples.empty()) found.push_back(pair_of(nodes.first, nodes.second, samples));
    return found;
  }

 private:
  bool is_timed(const Leg& leg) const {
    const auto& packets = leg.forward.empty() ? leg.backward : leg.forward;
    return evidence_.files[size_t(evidence_.packets[size_t(packets.front())].file)].has_times;
  }

  Sample sample(int first, int second, bool forward) const {
    const int64_t at = evidence_.packets[size_t(first)].time_ns;
    return {at, evidence_.packets[size_t(second)].time_ns - at, forward};
  }

  static ClockPair pair_of(int a, int b, const std::vector<Sample>& samples) {
    const auto [first, last] = std::ranges::minmax(samples, {}, &Sample::at_ns);
    const int64_t span = last.at_ns - first.at_ns;
    Bounds all, early, late;
    for (const Sample& sample : samples) {
      all.take(sample);
      (sample.at_ns - first.at_ns < span / 2 ? early : late).take(sample);
    }
    ClockPair pair{.a = a,
                   .b = b,
                   .most_ns = all.most,
                   .least_ns = all.least,
                   .packets = samples.size(),
                   .drift_ns = std::nullopt,
                   .span_ns = span};
    if (span < long_capture || !early.is_whole() || !late.is_whole()) return pair;
    const int64_t drift = late.middle() - early.middle();
    if (std::abs(drift) <= early.half() + late.half()) return pair;
    pair.drift_ns = 2 * drift;  // the middles are half of the capture apart
    pair.most_ns = early.most;
    pair.least_ns = early.least;
    return pair;
  }

  const Evidence& evidence_;
  std::map<std::pair<int, int>, std::vector<Sample>> samples_;
};

std::string duration_text(int64_t ns) {
  const double value = std::abs(double(ns));
  if (value >= 1e9) return fmt::format("{:.3f} s", value / 1e9);
  return value >= 1e6 ? fmt::format("{:.1f} ms", value / 1e6)
                      : fmt::format("{:.0f} us", value / 1e3);
}

}  // namespace

std::vector<ClockPair> compare_clocks(const Evidence& evidence, const std::vector<View>& views) {
  Comparison comparison(evidence);
  for (const View& view : views) {
    comparison.take(view, view.client, view.director, view.front);
    comparison.take(view, view.director, view.server, view.back);
    comparison.take(view, view.client, view.server, view.back);
  }
  return comparison.pairs();
}

std::string text(const ClockPair& pair, const Evidence& evidence) {
  const std::string& a = evidence.nodes[size_t(pair.a)];
  const std::string& b = evidence.nodes[size_t(pair.b)];
  const std::string packets =
      fmt::format("{} packet{}", pair.packets, pair.packets == 1 ? "" : "s");
  if (!pair.is_known())
    return fmt::format(
        "times of {} and {} cannot be compared: both saw packets in one direction only "
        "({})",
        a, b, packets);
  const int64_t offset = pair.offset_ns();
  std::string drift;
  if (pair.drift_ns)
    drift = fmt::format(", and {} {} in {}", *pair.drift_ns > 0 ? "gains" : "loses",
                        duration_text(*pair.drift_ns), duration_text(pair.span_ns));
  if (std::abs(offset) <= pair.error_ns())
    return fmt::format("the clocks of {} and {} agree (+-{}, {}){}", a, b,
                       duration_text(pair.error_ns()), packets, drift);
  return fmt::format("the clock of {} is {} {} that of {} (+-{}, {}){}", b, duration_text(offset),
                     offset > 0 ? "ahead of" : "behind", a, duration_text(pair.error_ns()), packets,
                     drift);
}

}  // namespace hopproof::elsewhere
