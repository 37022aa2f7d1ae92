#include "engine/core/settings.hh"

#include <algorithm>
#include <array>

namespace hopproof::core {

namespace {

struct Supported {
  std::string_view name;
  int Settings::*member;
  int highest;
};

constexpr std::array<Supported, 8> supported{{
    {"conntrack", &Settings::conntrack, 1},
    {"snat_reroute", &Settings::snat_reroute, 1},
    {"conn_reuse_mode", &Settings::conn_reuse_mode, 3},
    {"expire_nodest_conn", &Settings::expire_nodest_conn, 1},
    {"expire_quiescent_template", &Settings::expire_quiescent_template, 1},
    {"sloppy_tcp", &Settings::sloppy_tcp, 1},
    {"nat_icmp_send", &Settings::nat_icmp_send, 1},
    {"secure_tcp", &Settings::secure_tcp, 3},
}};

struct Fixed {
  std::string_view name;
  int value;  // the kernel's default, the only one that this engine plays
};

// Those of synchronisation and estimation change nothing here and stand with their defaults too.
constexpr std::array<Fixed, 21> fixed{{
    {"amemthresh", 1024},       {"am_droprate", 10},    {"drop_entry", 0},
    {"drop_packet", 0},         {"cache_bypass", 0},    {"sloppy_sctp", 0},
    {"schedule_icmp", 0},       {"ignore_tunneled", 0}, {"pmtu_disc", 1},
    {"backup_only", 0},         {"run_estimation", 1},  {"est_nice", 0},
    {"sync_version", 1},        {"sync_ports", 1},      {"sync_persist_mode", 0},
    {"sync_qlen_max", 0},       {"sync_sock_size", 0},  {"sync_threshold", 3},
    {"sync_refresh_period", 0}, {"sync_retries", 0},    {"debug_level", 0},
}};

template <typename Table>
auto find(const Table& table, std::string_view name) {
  return std::ranges::find_if(table, [&](const auto& row) { return row.name == name; });
}

}  // namespace

Settings::Outcome Settings::set(std::string_view name, int value) {
  if (const auto row = find(supported, name); row != supported.end()) {
    if (value < 0 || value > row->highest) return Outcome::bad_value;
    // Automatic modes watch the host's free memory, which a pure core does not see.
    if (name == "secure_tcp" && (value == 1 || value == 2)) return Outcome::unsupported;
    this->*row->member = value;
    return Outcome::done;
  }
  const auto row = find(fixed, name);
  if (row == fixed.end()) return Outcome::unknown;
  return value == row->value ? Outcome::done : Outcome::unsupported;
}

std::optional<int> Settings::get(std::string_view name) const {
  if (const auto row = find(supported, name); row != supported.end()) return this->*row->member;
  if (const auto row = find(fixed, name); row != fixed.end()) return row->value;
  return std::nullopt;
}

}  // namespace hopproof::core
