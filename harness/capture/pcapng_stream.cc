#include "harness/capture/pcapng_stream.hh"

#include "harness/base/error.hh"
#include "harness/capture/pcapng.hh"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace hopproof::capture {

using namespace pcapng;

namespace {

constexpr size_t block_header = 8, block_trailer = 4;
constexpr size_t least_section = 28;
constexpr size_t max_block = size_t{16} << 20;
constexpr size_t max_interfaces = 4096;

}  // namespace

std::optional<uint64_t> TimeResolution::per_second() const {
  const bool binary = (value & 0x80) != 0;
  const int exponent = value & 0x7f;
  if (exponent > (binary ? 32 : 9)) return std::nullopt;
  uint64_t ticks = 1;
  for (int i = 0; i < exponent; ++i) ticks *= binary ? 2 : 10;
  return ticks;
}

std::optional<int64_t> TimeResolution::nanoseconds(uint64_t ticks) const {
  constexpr uint64_t billion = 1'000'000'000;
  constexpr uint64_t max_seconds = uint64_t(std::numeric_limits<int64_t>::max()) / billion - 1;
  const auto rate = per_second();
  if (!rate || ticks / *rate > max_seconds) return std::nullopt;
  return int64_t(ticks / *rate * billion + ticks % *rate * billion / *rate);
}

PcapngStream::PcapngStream(ByteSource source, std::string path)
    : source_(std::move(source)), path_(std::move(path)) {}

void PcapngStream::fail(const std::string& what) const {
  throw HostError(fmt::format("{}: block at byte {}: {}", path_, at_, what));
}

const trace::Frame* PcapngStream::next() {
  while (read_block()) {
    if (take_block()) return &frame_;
  }
  return nullptr;
}

/// Returns how much of the block there is then.
size_t PcapngStream::fill(size_t from, size_t to) {
  if (block_.size() < to) block_.resize(to);
  while (from < to) {
    const size_t got = source_(std::span(block_).subspan(from, to - from));
    if (got == 0) break;
    from += got;
  }
  return from;
}

/// False at the end of the file.
bool PcapngStream::read_block() {
  at_ += length_;
  length_ = 0;
  const bool first = at_ == 0;
  constexpr size_t start = block_header + block_trailer;
  const size_t have = fill(0, start);
  if (have == 0 && !first) return false;
  if (first && (have < start || u32(0) != section_header_block)) fail("no section header");
  if (have < start) fail("the file ends within it");
  if (u32(0) == section_header_block) read_byte_order();
  const size_t length = u32(4);
  if (length < start || length % 4 != 0) fail(fmt::format("its length is {}", length));
  if (length > max_block) fail(fmt::format("its length is {}, of at most {}", length, max_block));
  if (fill(start, length) < length) {
    if (first && length == least_section) fail("no section header");
    fail("the file ends within it");
  }
  length_ = length;
  if (u32(length - block_trailer) != length) fail("its two lengths differ");
  return true;
}

/// True when it was a packet.
bool PcapngStream::take_block() {
  switch (u32(0)) {
    case section_header_block:
      start_section();
      return false;
    case interface_block:
      read_interface();
      return false;
    case enhanced_packet_block:
      read_packet();
      return true;
    case interface_statistics_block:
      read_statistics();
      return false;
    case simple_packet_block:
      fail("simple packet blocks have no timestamp");
    default:
      return false;
  }
}

void PcapngStream::read_byte_order() {
  big_endian_ = false;
  if (u32(8) == byte_order_magic) return;
  big_endian_ = true;
  if (u32(8) != byte_order_magic) fail("no byte-order magic");
}

void PcapngStream::for_each_option(size_t from, const auto& take) {
  for (size_t option = from; option + 4 <= length_ - block_trailer;) {
    const uint16_t code = u16(option);
    const size_t size = u16(option + 2);
    if (code == end_of_options) break;
    if (size > length_ - block_trailer - (option + 4)) fail("an option extends past its end");
    take(code, option + 4, size);
    option += 4 + (size + 3) / 4 * 4;
  }
}

/// Interfaces are numbered anew in each section.
void PcapngStream::start_section() {
  if (length_ < least_section || u16(12) != 1) fail("not version 1");
  first_interface_ = interfaces_.size();
  for_each_option(24, [&](uint16_t code, size_t at, size_t size) {
    if (code == user_application) application_ = text(at, size);
  });
}

void PcapngStream::read_interface() {
  if (length_ < 20) fail("too short for an interface");
  if (interfaces_.size() >= max_interfaces) fail("too many interfaces");
  PcapngInterface interface;
  interface.link_type = u16(8);
  for_each_option(16, [&](uint16_t code, size_t at, size_t size) {
    if (code == name_option) interface.name = text(at, size);
    if (code == description_option) interface.description = text(at, size);
    if (code == filter_option && size > 1 && byte(at) == 0)
      interface.filter = text(at + 1, size - 1);
    if (code == time_resolution_option && size == 1) interface.resolution.value = byte(at);
  });
  interfaces_.push_back(std::move(interface));
}

void PcapngStream::read_packet() {
  constexpr size_t header_length = 28;
  if (length_ < header_length + block_trailer) fail("too short for a packet");
  const uint32_t interface = u32(8), captured = u32(20);
  if (interface >= interfaces_.size() - first_interface_)
    fail(fmt::format("interface {} is unknown", interface));
  if (captured > length_ - header_length - block_trailer) fail("the packet extends past its end");
  const size_t index = first_interface_ + interface;
  const auto time = interfaces_[index].resolution.nanoseconds(uint64_t{u32(12)} << 32 | u32(16));
  if (!time) fail("its timestamp is out of range");
  const auto bytes = std::span(block_).subspan(header_length, captured);
  frame_.tap = int(index);
  frame_.time_ns = *time;
  frame_.wire_length = u32(24);
  frame_.bytes.assign(bytes.begin(), bytes.end());
  ++frame_.number;
}

/// Draft 4.6: 64-bit counts, of which a later block replaces an earlier one.
void PcapngStream::read_statistics() {
  if (length_ < 24) return;
  uint64_t dropped = 0;
  for_each_option(20, [&](uint16_t code, size_t at, size_t size) {
    if ((code != interface_drops_option && code != system_drops_option) || size != 8) return;
    const uint64_t first = u32(at), second = u32(at + 4);
    dropped += big_endian_ ? first << 32 | second : second << 32 | first;
  });
  dropped_ = std::max(dropped_, dropped);
}

uint16_t PcapngStream::u16(size_t offset) const {
  const uint8_t a = byte(offset), b = byte(offset + 1);
  return big_endian_ ? uint16_t(a << 8 | b) : uint16_t(b << 8 | a);
}

uint32_t PcapngStream::u32(size_t offset) const {
  const uint32_t a = u16(offset), b = u16(offset + 2);
  return big_endian_ ? a << 16 | b : b << 16 | a;
}

std::string PcapngStream::text(size_t offset, size_t size) const {
  return {reinterpret_cast<const char*>(block_.data()) + offset, size};
}

}  // namespace hopproof::capture
