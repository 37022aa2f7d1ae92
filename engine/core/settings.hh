#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hopproof::core {

/// net.ipv4.vs.* with the kernel's names and defaults (ip_vs_control_net_init_sysctl).
class Settings {
 public:
  Settings();

  int conntrack = 0;     ///< kept for the attachment
  int snat_reroute = 1;  ///< kept for the attachment
  int conn_reuse_mode = 1;
  int expire_nodest_conn = 0;
  int expire_quiescent_template = 0;
  int sloppy_tcp = 0;
  int sloppy_sctp = 0;
  int nat_icmp_send = 0;
  int schedule_icmp = 0;
  int cache_bypass = 0;
  int am_droprate = 10;
  /// 3: in force. 1: would be while memory is short, which the engine never takes it to be.
  int drop_entry = 0, drop_packet = 0, secure_tcp = 0;
  int lblc_expiration = 86400, lblcr_expiration = 86400;  ///< seconds

  bool is_tcp_secured() const { return secure_tcp == 3; }

  enum class Outcome : uint8_t {
    done,
    unknown,  ///< no such sysctl in any kernel known
    bad_value,
  };

  /// `name` without "net.ipv4.vs.".
  Outcome set(std::string_view name, int value);
  /// The value of a sysctl that the kernel has, nullopt otherwise.
  std::optional<int> get(std::string_view name) const;

  /// Those that the kernel has, in no promised order.
  static std::vector<std::string_view> names();

  static constexpr size_t inert_count = 15;

 private:
  std::array<int, inert_count> inert_;
};

}  // namespace hopproof::core
