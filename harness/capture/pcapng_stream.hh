#pragma once

#include "harness/trace/frame.hh"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hopproof::capture {

/// Fills what it can of `space` and returns how many bytes that were; 0: the end.
using ByteSource = std::function<size_t(std::span<uint8_t> space)>;

/// if_tsresol of an interface: 10^-n seconds, or 2^-n with the highest bit set.
struct TimeResolution {
  static constexpr uint8_t microseconds = 6;
  uint8_t value = microseconds;

  /// Ticks a second; nullopt for finer ones than anybody writes.
  std::optional<uint64_t> per_second() const;
  /// Nanoseconds since the epoch; nullopt when they do not fit.
  std::optional<int64_t> nanoseconds(uint64_t ticks) const;
};

/// An interface block: what a file says of the place where it was captured.
struct PcapngInterface {
  std::string name, description, filter;  ///< "" where the file does not say it
  uint16_t link_type = 0;
  TimeResolution resolution;
};

/// Reads a pcapng file block by block, of any size: it holds one block at a time, of at most 16
/// MiB. Throws HostError("PATH: block at byte N: ...") for what is no pcapng.
class PcapngStream {
 public:
  PcapngStream(ByteSource source, std::string path);

  /// The next packet, with the interface's index in interfaces() as its tap; nullptr at the end.
  /// It is valid until the next call.
  const trace::Frame* next();

  /// Of all sections so far.
  const std::vector<PcapngInterface>& interfaces() const { return interfaces_; }
  /// What the section says made it; "" when it says nothing.
  const std::string& application() const { return application_; }
  /// What interfaces said they dropped (isb_ifdrop, isb_osdrop), so far.
  uint64_t dropped() const { return dropped_; }
  /// Of the block that was read last, for a message about it.
  [[noreturn]] void fail(const std::string& what) const;

 private:
  bool read_block();
  size_t fill(size_t from, size_t to);
  bool take_block();
  void read_byte_order();
  void start_section();
  void read_interface();
  void read_packet();
  void read_statistics();
  void for_each_option(size_t from, const auto& take);
  uint8_t byte(size_t offset) const { return block_[offset]; }
  uint16_t u16(size_t offset) const;
  uint32_t u32(size_t offset) const;
  std::string text(size_t offset, size_t size) const;

  ByteSource source_;
  std::string path_;
  std::vector<uint8_t> block_;
  uint64_t at_ = 0;    ///< of the block, in the file
  size_t length_ = 0;  ///< of the block
  bool big_endian_ = false;
  size_t first_interface_ = 0;  ///< of the section
  std::vector<PcapngInterface> interfaces_;
  std::string application_;
  uint64_t dropped_ = 0;
  trace::Frame frame_;
};

}  // namespace hopproof::capture
