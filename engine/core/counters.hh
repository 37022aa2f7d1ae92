#pragma once

#include <cstdint>

namespace hopproof::core {

/// The five numbers of `ipvsadm --stats` (struct ip_vs_counters).
struct Counters {
  uint64_t connections = 0, in_packets = 0, out_packets = 0, in_bytes = 0, out_bytes = 0;

  void count_in(uint64_t bytes, uint64_t packets = 1) { in_packets += packets, in_bytes += bytes; }
  void count_out(uint64_t bytes, uint64_t packets = 1) {
    out_packets += packets, out_bytes += bytes;
  }
  bool operator==(const Counters&) const = default;
};

}  // namespace hopproof::core
