#include "netns/offload.hh"

#include "harness/base/error.hh"
#include "harness/base/fd.hh"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace hopproof::netns {
namespace {

constexpr uint32_t feature_limit = 256;  // far above what kernels have; 6.18 has 62

void control(const Fd& socket, const std::string& device, void* command, std::string_view attempt) {
  ifreq request{};
  device.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_data = static_cast<char*>(command);
  if (::ioctl(socket.get(), SIOCETHTOOL, &request) < 0)
    throw_errno(std::string(attempt) + " of " + device);
}

bool is_offload(std::string_view feature) {
  for (const char* part : {"checksum", "segmentation", "scatter-gather", "gro", "gso", "lro"})
    if (feature.find(part) != std::string_view::npos) return true;
  return false;
}

uint32_t count_features(const Fd& socket, const std::string& device) {
  alignas(ethtool_sset_info) char answer[sizeof(ethtool_sset_info) + sizeof(uint32_t)]{};
  ethtool_sset_info ask{};
  ask.cmd = ETHTOOL_GSSET_INFO;
  ask.sset_mask = 1ull << ETH_SS_FEATURES;
  std::memcpy(answer, &ask, sizeof ask);
  control(socket, device, answer, "count the features");
  uint32_t count = 0;
  std::memcpy(&count, answer + sizeof ask, sizeof count);
  return std::min(count, feature_limit);
}

/// ETHTOOL_SFEATURES with every offload named and unwanted; words of 32 features each.
std::vector<uint32_t> compose_command(const Fd& socket, const std::string& device) {
  const uint32_t count = count_features(socket, device);
  std::vector<char> names(sizeof(ethtool_gstrings) + size_t(count) * ETH_GSTRING_LEN);
  ethtool_gstrings ask{};
  ask.cmd = ETHTOOL_GSTRINGS;
  ask.string_set = ETH_SS_FEATURES;
  ask.len = count;
  std::memcpy(names.data(), &ask, sizeof ask);
  control(socket, device, names.data(), "list the features");

  const uint32_t blocks = (count + 31) / 32;
  std::vector<uint32_t> command(2 + size_t(blocks) * 2, 0);  // cmd, size, (valid, wanted)...
  command[0] = ETHTOOL_SFEATURES;
  command[1] = blocks;
  for (uint32_t i = 0; i < count; ++i) {
    const char* name = names.data() + sizeof ask + size_t(i) * ETH_GSTRING_LEN;
    if (is_offload({name, ::strnlen(name, ETH_GSTRING_LEN)}))
      command[2 + size_t(i / 32) * 2] |= 1u << (i % 32);
  }
  return command;
}

}  // namespace

void switch_offloads_off(const Namespace& space, const std::vector<std::string>& devices) {
  if (devices.empty()) return;
  const EnterScope in(space);
  const Fd socket(check("open a socket", ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
  static const std::vector<uint32_t> command = compose_command(socket, devices.front());
  for (const std::string& device : devices) {
    std::vector<uint32_t> copy = command;
    control(socket, device, copy.data(), "switch off the offloads");
  }
}

}  // namespace hopproof::netns
