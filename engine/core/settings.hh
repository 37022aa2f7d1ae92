#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hopproof::core {

/// net.ipv4.vs.* with the kernel's names and defaults (ip_vs_control_net_init_sysctl).
struct Settings {
  int conntrack = 0;     ///< kept for the attachment
  int snat_reroute = 1;  ///< kept for the attachment
  int conn_reuse_mode = 1;
  int expire_nodest_conn = 0;
  int expire_quiescent_template = 0;
  int sloppy_tcp = 0;
  int nat_icmp_send = 0;
  int secure_tcp = 0;  ///< 0 or 3: 1 and 2 depend on free memory

  enum class Outcome : uint8_t {
    done,
    unknown,      ///< no such sysctl in any kernel known
    unsupported,  ///< the kernel has it, this engine only its default
    bad_value,
  };

  /// `name` without "net.ipv4.vs.".
  Outcome set(std::string_view name, int value);
  /// The value of a sysctl that the kernel has, nullopt otherwise.
  std::optional<int> get(std::string_view name) const;
};

}  // namespace hopproof::core
