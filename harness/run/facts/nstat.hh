#pragma once

#include "netns/namespace.hh"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace hopproof::run {

/// The counters of a namespace at some moment, as the kernel wrote them: nothing is parsed before
/// somebody asks.
class NstatText {
 public:
  /// Reads /proc/net/snmp, netstat and snmp6.
  explicit NstatText(const netns::Namespace& space);

  /// As `nstat` names them, see read_nstat().
  std::map<std::string, uint64_t> counters() const;

 private:
  std::string snmp_, netstat_, snmp6_;
};

/// The counters of a namespace as `nstat` names them: IpInAddrErrors, TcpExtIPReversePathFilter,
/// Icmp6InMsgs. Read from /proc/net/snmp, netstat and snmp6.
std::map<std::string, uint64_t> read_nstat(const netns::Namespace& space);

/// The pairs of lines of /proc/net/snmp and netstat ("Ip: Forwarding ...", "Ip: 1 ..."). Lines that
/// do not pair are left out.
std::map<std::string, uint64_t> parse_paired_counters(std::string_view text);

/// The "Name   value" lines of /proc/net/snmp6.
std::map<std::string, uint64_t> parse_listed_counters(std::string_view text);

/// Packets dropped for an impossible source address (in_martian_src of /proc/net/stat/rt_cache),
/// since the kernel started and in all of its namespaces.
uint64_t read_martian_sources();

/// Sums the column over the rows, one per CPU, in hexadecimal.
uint64_t parse_martian_sources(std::string_view rt_cache);

}  // namespace hopproof::run
