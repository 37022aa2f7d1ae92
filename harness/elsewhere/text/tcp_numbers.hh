#pragma once

#include "harness/trace/tuple.hh"

#include <cstdint>
#include <map>
#include <optional>

namespace hopproof::elsewhere {

/// The numbers of a TCP segment as tcpdump printed them: absolute in a SYN, and else (without -S)
/// counted from what it saw of the connection first.
struct PrintedNumbers {
  trace::Tuple tuple;
  bool syn = false;
  std::optional<uint32_t> sequence, acknowledgement;
};

struct AbsoluteNumbers {
  std::optional<uint32_t> sequence, acknowledgement;
};

/// Undoes what print-tcp.c of tcpdump does: what has no ACK is printed as it is; of what has, the
/// first of a connection and each SYN are, and the others count from that one.
class TcpNumbers {
 public:
  AbsoluteNumbers absolute(const PrintedNumbers& printed);

 private:
  struct Known {
    std::optional<uint32_t> from_lower, from_higher;  ///< what is subtracted, of either direction
    bool whole = false;                               ///< printed as it is: -S
  };
  std::map<trace::Tuple, Known> connections_;
};

}  // namespace hopproof::elsewhere
