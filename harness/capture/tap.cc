#include "harness/capture/tap.hh"

#include "harness/base/error.hh"

#include <algorithm>
#include <array>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>

namespace hopproof::capture {
namespace {

constexpr int snap_length = 65535;
/// 2000 frames of an MTU of 1500. libpcap sizes the slots by the MTU where offloads are off.
constexpr int ring_bytes = 4 << 20;
constexpr int frames_per_read = 4096;

[[noreturn]] void fail(const trace::TapInfo& info, pcap_t* handle, int status) {
  const std::string detail = pcap_geterr(handle);
  const std::string text =
      fmt::format("tap {}: {}", info.name(), detail.empty() ? pcap_statustostr(status) : detail);
  if (status == PCAP_ERROR_PERM_DENIED) throw MissingCapability(text);
  throw HostError(text);
}

void configure(pcap_t* handle) {
  pcap_set_snaplen(handle, snap_length);
  pcap_set_immediate_mode(handle, 1);
  pcap_set_buffer_size(handle, ring_bytes);
  pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
}

}  // namespace

void Tap::Close::operator()(pcap* handle) const { pcap_close(handle); }

Tap::Tap(const netns::TapPoint& point, int index)
    : info_{index, point.node, point.interface, point.network, point.mac, point.switch_side},
      device_(point.device) {
  std::optional<netns::EnterScope> scope;
  if (point.space != nullptr) scope.emplace(*point.space);
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  handle_.reset(pcap_create(device_.c_str(), error.data()));
  if (!handle_) throw HostError(fmt::format("tap {}: {}", info_.name(), error.data()));
  configure(handle_.get());
  if (const int status = pcap_activate(handle_.get()); status < 0)
    fail(info_, handle_.get(), status);
  if (pcap_setnonblock(handle_.get(), 1, error.data()) < 0) {
    throw HostError(fmt::format("tap {}: {}", info_.name(), error.data()));
  }
  fd_ = pcap_get_selectable_fd(handle_.get());
  // libpcap leaves it open in children, where it would keep a deleted namespace alive.
  check("set close-on-exec on tap " + info_.name(), ::fcntl(fd_, F_SETFD, FD_CLOEXEC));
}

void Tap::read(const Sink& sink) {
  // A failure says that the device is down or gone: the frames before were read.
  (void)pcap_dispatch(
      handle_.get(), frames_per_read,
      [](u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
        const int64_t time = int64_t{header->ts.tv_sec} * 1'000'000'000 + header->ts.tv_usec;
        (*reinterpret_cast<const Sink*>(user))(time, header->len, {bytes, header->caplen});
      },
      reinterpret_cast<u_char*>(const_cast<Sink*>(&sink)));
}

bool Tap::inject(std::span<const uint8_t> frame) {
  return pcap_inject(handle_.get(), frame.data(), frame.size()) == int(frame.size());
}

bool Tap::is_connected() const {
  ethtool_value link{.cmd = ETHTOOL_GLINK, .data = 0};
  ifreq request{};
  std::copy_n(device_.begin(), std::min(device_.size(), size_t{IFNAMSIZ - 1}), request.ifr_name);
  request.ifr_data = reinterpret_cast<char*>(&link);
  return ::ioctl(fd_, SIOCETHTOOL, &request) == 0 && link.data != 0;
}

uint64_t Tap::dropped() const {
  pcap_stat stats{};
  return pcap_stats(handle_.get(), &stats) == 0 ? stats.ps_drop : 0;
}

}  // namespace hopproof::capture
