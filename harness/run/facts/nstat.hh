#pragma once

#include "netns/namespace.hh"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace hopproof {

/// The counters of a namespace as `nstat` names them: IpInAddrErrors, TcpExtIPReversePathFilter,
/// Icmp6InMsgs. Read from /proc/net/snmp, netstat and snmp6.
std::map<std::string, uint64_t> read_nstat(const Namespace& space);

/// The pairs of lines of /proc/net/snmp and netstat ("Ip: Forwarding ...", "Ip: 1 ..."). Lines that
/// do not pair are left out.
std::map<std::string, uint64_t> parse_paired_counters(std::string_view text);

/// The "Name   value" lines of /proc/net/snmp6.
std::map<std::string, uint64_t> parse_listed_counters(std::string_view text);

}  // namespace hopproof
