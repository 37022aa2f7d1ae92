#pragma once

#include "harness/trace/packet.hh"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace hopproof::trace {

/// The part of a frame that one protocol layer may read, in network byte order. Reading past its
/// end gives 0, never memory: a parser of untrusted bytes cannot over-read through it.
class Window {
 public:
  explicit Window(std::span<const uint8_t> frame) : frame_(frame), end_(frame.size()) {}

  size_t size() const { return end_ - begin_; }
  bool has(size_t length) const { return length <= size(); }
  /// Where the window begins in the frame.
  size_t offset() const { return begin_; }
  /// Bytes which the layer below announced and which the frame does not hold.
  size_t missing() const { return missing_; }
  size_t claimed() const { return size() + missing_; }

  uint8_t u8(size_t at) const { return has(at + 1) ? frame_[begin_ + at] : uint8_t{0}; }
  uint16_t u16(size_t at) const { return uint16_t(u8(at) << 8 | u8(at + 1)); }
  uint32_t u32(size_t at) const { return uint32_t{u16(at)} << 16 | u16(at + 2); }

  /// At most `length` bytes from `at`.
  std::span<const uint8_t> bytes(size_t at, size_t length) const {
    const size_t start = std::min(at, size());
    return frame_.subspan(begin_ + start, std::min(length, size() - start));
  }
  std::span<const uint8_t> bytes() const { return frame_.subspan(begin_, size()); }

  /// What follows the first `length` bytes.
  Window after(size_t length) const {
    Window rest = *this;
    rest.begin_ += std::min(length, size());
    if (length > size()) rest.missing_ -= std::min(missing_, length - size());
    return rest;
  }

  /// The first `length` bytes, as a header announces them: shorter than the window (padding
  /// follows) or longer (the capture, or an ICMP quote, ends before).
  Window announced(size_t length) const {
    Window part = *this;
    part.missing_ = length > size() ? length - size() : 0;
    if (length < size()) part.end_ = begin_ + length;
    return part;
  }

 private:
  std::span<const uint8_t> frame_;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t missing_ = 0;
};

/// A packet in a packet in a packet: an error about a tunnel. Deeper ones are not read.
inline constexpr int max_carried = 3;

/// Reads an IPv4 or IPv6 packet, by its version; `depth` counts the packets around it.
void dissect_ip(const Window& window, int depth, Packet& packet);

/// Reads what `packet.protocol` names. The window is what the IP header announces after itself.
void dissect_transport(const Window& window, int depth, Packet& packet);

/// ICMP and ICMPv6, with the packet that an error quotes.
void dissect_icmp(const Window& window, int depth, Packet& packet);

/// Everything that is left belongs to the transport's payload.
void take_payload(const Window& window, Packet& packet);

/// The checksum over the whole window and the pseudo header; cut for a fragment or a short capture.
ChecksumState transport_state(const Window& window, const Packet& packet, bool pseudo_header);

}  // namespace hopproof::trace
