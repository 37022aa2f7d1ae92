#include "engine/core/services/estimator.hh"

namespace hopproof::core {

namespace {

/// What two seconds' worth of `number` is in `1 << shift`ths a second, and how it is shown.
constexpr int packet_shift = 10, byte_shift = 5;

void approach(int64_t& average, uint64_t before, uint64_t now, int shift) {
  const auto rate = static_cast<int64_t>((now - before) << (shift - 1));
  average += (rate - average) >> 2;
}

uint64_t shown(int64_t average, int shift) {
  return static_cast<uint64_t>(average + (int64_t{1} << (shift - 1)) - 1) >> shift;
}

}  // namespace

void Estimator::tick(const Counters& now) {
  approach(averages_[0], last_.connections, now.connections, packet_shift);
  approach(averages_[1], last_.in_packets, now.in_packets, packet_shift);
  approach(averages_[2], last_.out_packets, now.out_packets, packet_shift);
  approach(averages_[3], last_.in_bytes, now.in_bytes, byte_shift);
  approach(averages_[4], last_.out_bytes, now.out_bytes, byte_shift);
  last_ = now;
}

Rates Estimator::rates() const {
  return {shown(averages_[0], packet_shift), shown(averages_[1], packet_shift),
          shown(averages_[2], packet_shift), shown(averages_[3], byte_shift),
          shown(averages_[4], byte_shift)};
}

}  // namespace hopproof::core
