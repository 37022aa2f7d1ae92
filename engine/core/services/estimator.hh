#pragma once

#include "engine/core/counters.hh"

#include <array>
#include <cstdint>

namespace hopproof::core {

/// The five numbers of `ipvsadm --rate`: each a second.
struct Rates {
  uint64_t connections = 0, in_packets = 0, out_packets = 0, in_bytes = 0, out_bytes = 0;
  bool operator==(const Rates&) const = default;
};

/// Moving averages of counters (ip_vs_est.c): every two seconds each takes over a quarter of what
/// the last two seconds differ from it.
class Estimator {
 public:
  /// Two seconds are over, in which the counters have become `now`.
  void tick(const Counters& now);
  /// After the counters were set to zero.
  void restart(const Counters& now) { *this = {}, last_ = now; }
  Rates rates() const;
  /// Ticks without packets change nothing any more.
  bool is_still() const { return averages_ == std::array<int64_t, 5>{}; }

 private:
  Counters last_;
  std::array<int64_t, 5> averages_{};  // in 1024ths; bytes in 32nds
};

}  // namespace hopproof::core
