#include "harness/probe/waiting_packets.hh"

#include <array>
#include <sstream>
#include <string>

#include <fcntl.h>

namespace hopproof {

WaitingPackets::WaitingPackets(const Namespace& space) {
  const EnterScope in(space);
  table_ = Fd(::open("/proc/thread-self/net/netfilter/nfnetlink_queue", O_RDONLY | O_CLOEXEC));
}

bool WaitingPackets::any() const {
  if (!table_) return false;
  std::array<char, 4096> room;
  const ssize_t got = ::pread(table_.get(), room.data(), room.size(), 0);
  return got > 0 && shows_waiting_packet({room.data(), size_t(got)});
}

bool shows_waiting_packet(std::string_view table) {
  std::istringstream lines{std::string(table)};
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    uint64_t queue = 0, owner = 0, waiting = 0;
    if (words >> queue >> owner >> waiting && waiting > 0) return true;
  }
  return false;
}

}  // namespace hopproof
