#include "harness/base/write_all.hh"
#include "harness/capture/pcapng.hh"

#include <algorithm>
#include <utility>

namespace hopproof::capture {
namespace {

using namespace pcapng;

/// One block in little-endian, padded to 32 bits, with its length at both ends.
class Block {
 public:
  explicit Block(uint32_t type) { u32(type).u32(0); }

  Block& u16(uint16_t value) { return number(value, 2); }
  Block& u32(uint32_t value) { return number(value, 4); }
  Block& u64(uint64_t value) { return number(value, 8); }

  Block& data(std::span<const uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    bytes_.resize((bytes_.size() + 3) / 4 * 4);
    return *this;
  }

  Block& option(uint16_t code, std::span<const uint8_t> value) {
    return u16(code).u16(uint16_t(value.size())).data(value);
  }
  Block& option(uint16_t code, const std::string& text) {
    const size_t length = std::min(text.size(), size_t{0xffff});
    return option(code, {reinterpret_cast<const uint8_t*>(text.data()), length});
  }

  /// The finished block.
  std::span<const uint8_t> finish() {
    const auto length = uint32_t(bytes_.size() + 4);
    u32(length);
    for (size_t i = 0; i < 4; ++i) bytes_[4 + i] = uint8_t(length >> (8 * i));
    return bytes_;
  }

 private:
  Block& number(uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes_.push_back(uint8_t(value >> (8 * i)));
    return *this;
  }

  std::vector<uint8_t> bytes_;
};

std::vector<uint8_t> section_block() {
  Block block(section_header_block);
  block.u32(byte_order_magic).u16(1).u16(0).u64(~uint64_t{0});
  block.option(user_application, "hopproof").option(end_of_options, "");
  const auto bytes = block.finish();
  return {bytes.begin(), bytes.end()};
}

void append_interface(const trace::TapInfo& tap, const std::string& comment,
                      std::vector<uint8_t>& out) {
  constexpr uint8_t nanoseconds[] = {9};
  Block block(interface_block);
  block.u16(link_ethernet).u16(0).u32(snap_length);
  block.option(name_option, tap.name()).option(description_option, "on network " + tap.network);
  if (!tap.switch_side) block.option(mac_address_option, tap.mac);
  if (!comment.empty()) block.option(comment_option, comment);
  block.option(time_resolution_option, nanoseconds).option(end_of_options, "");
  const auto bytes = block.finish();
  out.insert(out.end(), bytes.begin(), bytes.end());
}

/// What the node sends, it sends out of its own end, and into the switch's.
uint32_t direction(const trace::TapInfo& tap, const trace::Frame& frame) {
  const auto& mac = tap.mac;
  const bool from_node =
      frame.bytes.size() >= 12 && std::equal(mac.begin(), mac.end(), frame.bytes.begin() + 6);
  return from_node != tap.switch_side ? outbound : inbound;
}

void append_frame(const trace::TapInfo& tap, const trace::Frame& frame, const std::string* comment,
                  std::vector<uint8_t>& out) {
  const auto time = uint64_t(frame.time_ns);
  const uint32_t flags = direction(tap, frame);
  const uint8_t flag_bytes[] = {uint8_t(flags), 0, 0, 0};
  Block block(enhanced_packet_block);
  block.u32(uint32_t(frame.tap)).u32(uint32_t(time >> 32)).u32(uint32_t(time));
  block.u32(uint32_t(frame.bytes.size())).u32(frame.wire_length).data(frame.bytes);
  block.option(flags_option, flag_bytes);
  if (comment != nullptr) block.option(comment_option, *comment);
  const auto bytes = block.option(end_of_options, "").finish();
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

PcapngWriter::PcapngWriter(Fd file, std::string path, const std::vector<trace::TapInfo>& taps,
                           const std::vector<std::string>& comments)
    : path_(std::move(path)), taps_(taps), fd_(std::move(file)) {
  std::vector<uint8_t> head = section_block();
  for (size_t i = 0; i < taps_.size(); ++i)
    append_interface(taps_[i], i < comments.size() ? comments[i] : "", head);
  write_all(fd_.get(), head, path_);
}

void PcapngWriter::write(std::span<const trace::Frame> frames,
                         const std::map<int, std::string>& comments) {
  constexpr size_t enough = 1 << 20;
  std::vector<uint8_t> out;
  for (const trace::Frame& frame : frames) {
    const auto comment = comments.find(frame.number);
    append_frame(taps_.at(size_t(frame.tap)), frame,
                 comment == comments.end() ? nullptr : &comment->second, out);
    if (out.size() < enough) continue;
    write_all(fd_.get(), out, path_);
    out.clear();
  }
  write_all(fd_.get(), out, path_);
}

}  // namespace hopproof::capture
