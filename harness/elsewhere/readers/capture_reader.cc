#include "harness/elsewhere/readers/capture_reader.hh"

#include "harness/base/big_endian.hh"
#include "harness/base/error.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

/// Both byte orders, microseconds and nanoseconds; those of old patched libpcaps; and AIX.
constexpr std::array<uint32_t, 5> pcap_magics{0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0xa1b234cd,
                                              0xa1e2cb12};
constexpr uint32_t pcapng_magic = 0x0a0d0d0a;

uint32_t swapped(uint32_t word) { return __builtin_bswap32(word); }

bool is_pcap(uint32_t word) {
  return std::ranges::any_of(
      pcap_magics, [&](uint32_t magic) { return word == magic || swapped(word) == magic; });
}

/// Counts the packets and keeps when the capture began and ended.
PacketSink counted(CaptureFile& file, const PacketSink& sink) {
  return [&file, &sink](SeenPacket&& packet) {
    if (++file.packets == 1) file.first_ns = file.last_ns = packet.time_ns;
    file.first_ns = std::min(file.first_ns, packet.time_ns);
    file.last_ns = std::max(file.last_ns, packet.time_ns);
    sink(std::move(packet));
  };
}

}  // namespace

void read_capture(ByteStream& bytes, CaptureFile& file, NamedAddresses& names,
                  const PacketSink& sink) {
  const auto head = bytes.peek(4);
  const uint32_t magic = head.size() == 4 ? load32(head.data()) : 0;
  const PacketSink counting = counted(file, sink);
  if (magic == pcapng_magic) return read_pcapng(bytes, file, counting);
  if (is_pcap(magic)) return read_pcap(bytes, file, counting);
  const auto start = bytes.peek(4096);
  if (std::ranges::find(start, uint8_t{0}) != start.end())
    throw HostError(
        fmt::format("cannot read {}: it is neither pcap, pcapng nor text of tcpdump", file.path));
  read_tcpdump_text(bytes, file, names, counting);
}

}  // namespace hopproof::elsewhere
