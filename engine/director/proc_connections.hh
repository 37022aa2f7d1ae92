#pragma once

#include "engine/director/director.hh"

#include <string_view>
#include <vector>

namespace hopproof::director {

/// Reads /proc/net/ip_vs_conn, as ip_vs_conn_seq_show() (net/netfilter/ipvs/ip_vs_conn.c) writes
/// it: protocol, then three addresses with ports in hex (IPv6 addresses in full), state, expiry in
/// seconds. Further columns are left alone, rows that it does not understand left out.
std::vector<ConnectionRow> parse_proc_connections(std::string_view text);

}  // namespace hopproof::director
