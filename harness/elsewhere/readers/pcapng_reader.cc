#include "harness/base/error.hh"
#include "harness/capture/pcapng_stream.hh"
#include "harness/elsewhere/readers/capture_reader.hh"
#include "harness/elsewhere/readers/link_layer.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

using capture::PcapngInterface;
using capture::PcapngStream;

SeenPacket seen(const trace::Frame& frame, const PcapngInterface& interface) {
  LinkFrame read = read_link_frame(interface.link_type, frame.bytes);
  SeenPacket packet;
  packet.number = uint64_t(frame.number);
  packet.time_ns = frame.time_ns;
  packet.direction = read.direction;
  const bool any = interface.name.empty() || interface.name == "any";
  packet.interface = any ? std::move(read.interface) : interface.name;
  packet.payload_known = read.packet.payload_length == read.packet.payload_claimed;
  packet.around = std::move(read.around);
  packet.packet = std::move(read.packet);
  return packet;
}

/// A capture of hopproof itself holds all hosts: "director.lan" is an interface of the director,
/// and "switch:director.lan" the other end of its cable. False for that one.
bool split_own_name(SeenPacket& packet) {
  if (packet.interface.starts_with("switch:")) return false;
  const size_t dot = packet.interface.find('.');
  if (dot == packet.interface.npos) return true;
  packet.node = packet.interface.substr(0, dot);
  packet.interface.erase(0, dot + 1);
  return true;
}

void note_filters(const PcapngStream& stream, CaptureFile& file) {
  for (const PcapngInterface& interface : stream.interfaces()) {
    if (interface.filter.empty()) continue;
    file.filter_known = true;
    if (std::ranges::find(file.filters, interface.filter) == file.filters.end())
      file.filters.push_back(interface.filter);
  }
}

}  // namespace

void read_pcapng(ByteStream& bytes, CaptureFile& file, const PacketSink& sink) {
  file.format = "pcapng";
  PcapngStream stream([&](std::span<uint8_t> space) { return bytes.read(space); }, file.path);
  try {
    while (const trace::Frame* frame = stream.next()) {
      const PcapngInterface& interface = stream.interfaces()[size_t(frame->tap)];
      if (link_type_name(interface.link_type).empty()) {
        file.cannot_read(uint64_t(frame->number), fmt::format("link type {}", interface.link_type));
        continue;
      }
      SeenPacket packet = seen(*frame, interface);
      if (stream.application() != "hopproof" || split_own_name(packet)) sink(std::move(packet));
    }
  } catch (const HostError& e) {
    if (file.packets == 0) throw;
    file.notes.push_back(e.what());
  }
  note_filters(stream, file);
  file.dropped = stream.dropped();
}

}  // namespace hopproof::elsewhere
