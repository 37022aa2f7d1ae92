#pragma once

#include "harness/base/fd.hh"
#include "netns/namespace.hh"

#include <string_view>

namespace hopproof {

/// The NFQUEUEs of one namespace: packets that a director's process has not decided yet. The kernel
/// shows their length in /proc only; where it may not be read (not root), none are seen.
class WaitingPackets {
 public:
  explicit WaitingPackets(const Namespace& space);
  bool any() const;

 private:
  Fd table_;
};

/// Does a table of /proc/net/netfilter/nfnetlink_queue show a packet that waits?
bool shows_waiting_packet(std::string_view table);

}  // namespace hopproof
