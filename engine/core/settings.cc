#include "engine/core/settings.hh"

#include <algorithm>
#include <climits>

namespace hopproof::core {

namespace {

struct Supported {
  std::string_view name;
  int Settings::*member;
  int lowest, highest;
  bool automatic = false;  // 1 and 2 wait for a shortage of memory
};

constexpr std::array<Supported, 16> supported{{
    {"conntrack", &Settings::conntrack, 0, 1},
    {"snat_reroute", &Settings::snat_reroute, 0, 1},
    {"conn_reuse_mode", &Settings::conn_reuse_mode, 0, 3},
    {"expire_nodest_conn", &Settings::expire_nodest_conn, 0, 1},
    {"expire_quiescent_template", &Settings::expire_quiescent_template, 0, 1},
    {"sloppy_tcp", &Settings::sloppy_tcp, 0, 1},
    {"sloppy_sctp", &Settings::sloppy_sctp, 0, 1},
    {"nat_icmp_send", &Settings::nat_icmp_send, 0, 1},
    {"schedule_icmp", &Settings::schedule_icmp, 0, 1},
    {"drop_entry", &Settings::drop_entry, 0, 3, true},
    {"drop_packet", &Settings::drop_packet, 0, 3, true},
    {"am_droprate", &Settings::am_droprate, 0, INT_MAX},
    {"secure_tcp", &Settings::secure_tcp, 0, 3, true},
    {"lblc_expiration", &Settings::lblc_expiration, 0, INT_MAX},
    {"lblcr_expiration", &Settings::lblcr_expiration, 0, INT_MAX},
    {"cache_bypass", &Settings::cache_bypass, 0, 1},
}};

struct Inert {
  std::string_view name;
  int value;  // the kernel's default
  int lowest, highest;
};

// Of memory shortage, tunnels, synchronisation and estimation: nothing that masquerading shows.
constexpr std::array<Inert, Settings::inert_count> inert{{
    {"amemthresh", 1024, 0, INT_MAX},
    {"ignore_tunneled", 0, 0, 1},
    {"pmtu_disc", 1, 0, 1},
    {"backup_only", 0, 0, 1},
    {"run_estimation", 1, 0, 1},
    {"est_nice", 0, -20, 19},
    {"sync_version", 1, 0, 1},
    {"sync_ports", 1, 1, 64},
    {"sync_persist_mode", 0, 0, 1},
    {"sync_qlen_max", 0, 0, INT_MAX},
    {"sync_sock_size", 0, 0, INT_MAX},
    {"sync_threshold", 3, 0, INT_MAX},
    {"sync_refresh_period", 0, 0, INT_MAX},
    {"sync_retries", 0, 0, 8},
    {"debug_level", 0, 0, INT_MAX},
}};

template <typename Table>
auto find(const Table& table, std::string_view name) {
  return std::ranges::find_if(table, [&](const auto& row) { return row.name == name; });
}

template <typename Row>
bool is_in_range(const Row& row, int value) {
  return value >= row.lowest && value <= row.highest;
}

}  // namespace

Settings::Settings() { std::ranges::transform(inert, inert_.begin(), &Inert::value); }

Settings::Outcome Settings::set(std::string_view name, int value) {
  if (const auto row = find(supported, name); row != supported.end()) {
    if (!is_in_range(*row, value)) return Outcome::bad_value;
    // With memory enough, the kernel turns "in force while memory is short" into "not in force".
    if (row->automatic && value == 2) value = 1;
    this->*row->member = value;
    return Outcome::done;
  }
  const auto row = find(inert, name);
  if (row == inert.end()) return Outcome::unknown;
  if (!is_in_range(*row, value)) return Outcome::bad_value;
  inert_[static_cast<size_t>(row - inert.begin())] = value;
  return Outcome::done;
}

std::vector<std::string_view> Settings::names() {
  std::vector<std::string_view> names;
  for (const Supported& row : supported) names.push_back(row.name);
  for (const Inert& row : inert) names.push_back(row.name);
  return names;
}

std::optional<int> Settings::get(std::string_view name) const {
  if (const auto row = find(supported, name); row != supported.end()) return this->*row->member;
  if (const auto row = find(inert, name); row != inert.end())
    return inert_[static_cast<size_t>(row - inert.begin())];
  return std::nullopt;
}

}  // namespace hopproof::core
