#include "harness/base/error.hh"
#include "harness/elsewhere/readers/capture_reader.hh"
#include "harness/elsewhere/readers/link_layer.hh"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <pcap/pcap.h>

namespace hopproof::elsewhere {
namespace {

struct PcapClose {
  void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using PcapHandle = std::unique_ptr<pcap_t, PcapClose>;

/// What goes wrong below cannot be thrown through libpcap.
struct Cookie {
  ByteStream& bytes;
  std::string error;
};

ssize_t read_cookie(void* cookie, char* space, size_t size) {
  auto& source = *static_cast<Cookie*>(cookie);
  try {
    return ssize_t(source.bytes.read({reinterpret_cast<uint8_t*>(space), size}));
  } catch (const HostError& e) {
    source.error = e.what();
    return -1;
  }
}

/// The handle owns the stream, and closes it.
PcapHandle open_pcap(Cookie& cookie, const std::string& path) {
  FILE* stream = ::fopencookie(
      &cookie, "r", {.read = read_cookie, .write = nullptr, .seek = nullptr, .close = nullptr});
  if (!stream) throw_errno("open " + path);
  char why[PCAP_ERRBUF_SIZE] = "";
  PcapHandle handle(
      pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, why));
  if (!handle) {
    std::fclose(stream);
    throw HostError(fmt::format("cannot read {}: {}", path,
                                cookie.error.empty() ? std::string(why) : cookie.error));
  }
  return handle;
}

SeenPacket seen(const pcap_pkthdr& header, const u_char* bytes, int link_type, uint64_t number) {
  LinkFrame read = read_link_frame(link_type, {bytes, header.caplen});
  SeenPacket packet;
  packet.number = number;
  packet.time_ns = int64_t(header.ts.tv_sec) * 1'000'000'000 + header.ts.tv_usec;
  packet.direction = read.direction;
  packet.interface = std::move(read.interface);
  packet.payload_known = read.packet.payload_length == read.packet.payload_claimed;
  packet.around = std::move(read.around);
  packet.packet = std::move(read.packet);
  return packet;
}

}  // namespace

void read_pcap(ByteStream& bytes, CaptureFile& file, const PacketSink& sink) {
  file.format = "pcap";
  Cookie cookie{bytes, ""};
  const PcapHandle handle = open_pcap(cookie, file.path);
  const int link_type = pcap_datalink(handle.get());
  if (link_type_name(link_type).empty())
    throw HostError(
        fmt::format("cannot read {}: link type {} is not one of Ethernet, Linux cooked, "
                    "raw IP and loopback",
                    file.path, link_type));
  pcap_pkthdr* header = nullptr;
  const u_char* frame = nullptr;
  uint64_t number = 0;
  int rc = 0;
  while ((rc = pcap_next_ex(handle.get(), &header, &frame)) == 1)
    sink(seen(*header, frame, link_type, ++number));
  if (!cookie.error.empty())
    file.notes.push_back(cookie.error);
  else if (rc == PCAP_ERROR)
    file.notes.push_back(fmt::format("after frame {}: {}", number, pcap_geterr(handle.get())));
}

}  // namespace hopproof::elsewhere
