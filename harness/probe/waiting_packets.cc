#include "harness/probe/waiting_packets.hh"

#include "harness/base/address.hh"
#include "harness/base/text.hh"

#include <array>

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
  for (const std::string_view line : lines_of(table)) {
    const auto columns = words_of(line);
    const auto number = [&](size_t i) {
      return i < columns.size() ? parse_number(columns[i], UINT32_MAX) : std::nullopt;
    };
    if (number(0) && number(1) && number(2).value_or(0) > 0) return true;
  }
  return false;
}

}  // namespace hopproof
