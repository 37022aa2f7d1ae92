#pragma once

#include <array>
#include <string_view>

namespace hopproof::differential {

/// What scenarios set under net.ipv4.vs, and what a player therefore has to take back after each.
/// One that stands twice is drawn twice as often.
inline constexpr std::array<std::string_view, 14> scenario_sysctls{
    "conn_reuse_mode 0", "expire_nodest_conn 1", "expire_quiescent_template 1",
    "sloppy_tcp 1",      "sloppy_sctp 1",        "nat_icmp_send 1",
    "schedule_icmp 1",   "secure_tcp 3",         "snat_reroute 0",
    "conn_reuse_mode 2", "conn_reuse_mode 1",    "conntrack 1",
    "cache_bypass 1",    "secure_tcp 3"};

/// Drops every packet that would begin a connection: which one of several, as with another rate,
/// would depend on the kernel's past.
inline constexpr std::array<std::string_view, 2> drop_packet_sysctls{"am_droprate 1",
                                                                     "drop_packet 3"};

/// Gives up entries at random, a 32nd of the table every second: only what is left after many
/// minutes is the same each time.
inline constexpr std::string_view drop_entry_sysctl = "drop_entry 3";

}  // namespace hopproof::differential
