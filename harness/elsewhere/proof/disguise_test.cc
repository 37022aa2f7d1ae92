#include "harness/elsewhere/proof/disguise.hh"

#include "harness/base/big_endian.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

using Link = Disguise::Link;
using Bytes = std::vector<uint8_t>;

class PcapBytes {
 public:
  explicit PcapBytes(const Disguise& disguise) : disguise_(disguise) {
    word(disguise.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
    half(2);
    half(4);
    word(0);
    word(0);
    word(disguise.snap_length);
    word(link_type());
  }

  void frame(int64_t time_ns, const Bytes& bytes) {
    const auto kept = std::min<size_t>(bytes.size(), disguise_.snap_length);
    word(uint32_t(time_ns / 1'000'000'000));
    word(uint32_t(time_ns % 1'000'000'000 / (disguise_.nanoseconds ? 1 : 1000)));
    word(uint32_t(kept));
    word(uint32_t(bytes.size()));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.begin() + long(kept));
  }
  Bytes take() { return std::move(bytes_); }

 private:
  uint32_t link_type() const {
    if (disguise_.link == Link::sll) return 113;
    if (disguise_.link == Link::sll2) return 276;
    return disguise_.link == Link::raw ? 101 : 1;
  }
  void half(uint16_t number) {
    const uint8_t high = uint8_t(number >> 8), low = uint8_t(number);
    bytes_.push_back(disguise_.big_endian ? high : low);
    bytes_.push_back(disguise_.big_endian ? low : high);
  }
  void word(uint32_t number) {
    const uint16_t high = uint16_t(number >> 16), low = uint16_t(number);
    half(disguise_.big_endian ? high : low);
    half(disguise_.big_endian ? low : high);
  }

  const Disguise& disguise_;
  Bytes bytes_;
};

void append16(Bytes& bytes, uint16_t number) {
  bytes.push_back(uint8_t(number >> 8));
  bytes.push_back(uint8_t(number));
}

bool is_own(const trace::Frame& frame, const std::vector<MacAddress>& macs) {
  MacAddress source{};
  std::copy_n(frame.bytes.begin() + 6, source.size(), source.begin());
  return std::ranges::find(macs, source) != macs.end();
}

Bytes cooked(const trace::Frame& frame, bool own, bool second) {
  const Bytes& from = frame.bytes;
  const uint8_t type = own ? 4 : 0;
  Bytes bytes;
  if (second) {
    bytes = {from[12], from[13], 0, 0, 0, 0, 0, uint8_t(frame.tap + 1), 0, 1, type, 6};
  } else {
    bytes = {0, type, 0, 1, 0, 6};
  }
  bytes.insert(bytes.end(), from.begin() + 6, from.begin() + 12);
  append16(bytes, 0);
  if (!second) append16(bytes, uint16_t(from[12] << 8 | from[13]));
  bytes.insert(bytes.end(), from.begin() + 14, from.end());
  return bytes;
}

Bytes tagged(const Bytes& from, bool twice) {
  Bytes bytes(from.begin(), from.begin() + 12);
  if (twice) {
    append16(bytes, 0x88a8);
    append16(bytes, 12);
  }
  append16(bytes, 0x8100);
  append16(bytes, 7);
  bytes.insert(bytes.end(), from.begin() + 12, from.end());
  return bytes;
}

Bytes linked(const trace::Frame& frame, bool own, Link link) {
  switch (link) {
    case Link::vlan:
    case Link::qinq:
      return tagged(frame.bytes, link == Link::qinq);
    case Link::sll:
    case Link::sll2:
      return cooked(frame, own, link == Link::sll2);
    case Link::raw:
      return {frame.bytes.begin() + 14, frame.bytes.end()};
    case Link::ethernet:
      break;
  }
  return frame.bytes;
}

bool is_ip(const trace::Frame& frame) {
  const uint16_t type = load16(&frame.bytes[12]);
  return type == 0x0800 || type == 0x86dd;
}

}  // namespace

std::string Disguise::name() const {
  constexpr const char* links[] = {"ethernet", "vlan", "qinq", "sll", "sll2", "raw"};
  return fmt::format("{}{}{}{} clock {:+} s{}{}", links[int(link)], nanoseconds ? " ns" : " us",
                     big_endian ? " big-endian" : "",
                     snap_length < 1000 ? fmt::format(" cut {}", snap_length) : "",
                     clock_ns / 1'000'000'000, drift_ppm ? fmt::format(" {} ppm", drift_ppm) : "",
                     text.empty() ? "" : " text " + text);
}

std::vector<uint8_t> disguised(const std::vector<trace::Frame>& frames,
                               const std::vector<MacAddress>& macs, const Disguise& disguise) {
  PcapBytes pcap(disguise);
  for (const trace::Frame& frame : frames) {
    if (frame.bytes.size() < 14 || (disguise.link == Link::raw && !is_ip(frame))) continue;
    const int64_t since = frame.time_ns - frames.front().time_ns;
    pcap.frame(frame.time_ns + disguise.clock_ns + since * disguise.drift_ppm / 1'000'000,
               linked(frame, is_own(frame, macs), disguise.link));
  }
  return pcap.take();
}

}  // namespace hopproof::elsewhere
