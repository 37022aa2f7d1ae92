#pragma once

#include "harness/elsewhere/view.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::elsewhere {

/// What packets that two nodes both saw say of their clocks. A packet takes some time, so one from
/// `a` to `b` bounds the difference from above, one back from below.
struct ClockPair {
  int a = 0, b = 0;                          ///< nodes
  std::optional<int64_t> most_ns, least_ns;  ///< how far b's clock is ahead of a's
  size_t packets = 0;
  std::optional<int64_t> drift_ns;  ///< what b gained on a over `span_ns`, where it is sure
  int64_t span_ns = 0;

  bool is_known() const { return most_ns && least_ns && *least_ns <= *most_ns; }
  int64_t offset_ns() const { return *least_ns + (*most_ns - *least_ns) / 2; }
  int64_t error_ns() const { return (*most_ns - *least_ns + 1) / 2; }
};

/// Of each pair of nodes that saw the same packets.
std::vector<ClockPair> compare_clocks(const Evidence& evidence, const std::vector<View>& views);

/// "rs1's clock is 3.217 s ahead of director's (+-0.2 ms, 41 packets)"
std::string text(const ClockPair& pair, const Evidence& evidence);

}  // namespace hopproof::elsewhere
