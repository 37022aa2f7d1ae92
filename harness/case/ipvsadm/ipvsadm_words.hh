#pragma once

#include "harness/case/ipvsadm/ipvsadm.hh"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// What an option of ipvsadm is about; several spellings can mean the same one.
enum class IpvsadmTopic : uint8_t {
  command,
  service,
  ipv6,
  scheduler,
  persistent,
  netmask,
  engine,
  flags,
  one_packet,
  server,
  forwarding,
  weight,
  upper,
  lower,
  tunnel_type,
  tunnel_port,
  tunnel_checksum,
  numeric,
  connections,
  stats,
  rate,
  exact,
  timeout,
  persistent_conn,
  thresholds,
  daemon,
  tunnel_info,
  sort,
  nosort,
  sync_id,
  sync_length,
  multicast_interface,
  multicast_group,
  multicast_port,
  multicast_ttl,
};

/// How an option of popt takes its value: -p alone takes the next word only when that is not an
/// option.
enum class IpvsadmValue : uint8_t { none, needed, optional };

/// One option as it is typed.
struct IpvsadmWord {
  char letter;  ///< 0 when there is only the long form
  std::string_view name;
  IpvsadmTopic topic;
  IpvsadmValue value;
  IpvsadmCommand::Verb verb = IpvsadmCommand::Verb::list;  ///< of a command

  /// "-s", or "--stats" where there is no letter.
  std::string text() const;
};

const IpvsadmWord* find_ipvsadm_letter(char letter);
const IpvsadmWord* find_ipvsadm_name(std::string_view name);
std::vector<std::string> ipvsadm_long_names();

/// True when this command may have that option, by the table of ipvsadm 1.31.
bool ipvsadm_allows(IpvsadmCommand::Verb verb, IpvsadmTopic topic);

/// "-a, -e and -d": the commands that may have that option.
std::string ipvsadm_commands_with(IpvsadmTopic topic);

/// The flags that -b may name for this scheduler.
std::vector<std::string> scheduler_flags(std::string_view scheduler);

}  // namespace hopproof
