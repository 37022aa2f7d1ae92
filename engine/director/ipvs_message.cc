#include "engine/director/ipvs_message.hh"

#include <algorithm>
#include <array>
#include <string>

#include <arpa/inet.h>
#include <linux/ip_vs.h>

namespace hopproof::director {
namespace {

using Verb = IpvsadmCommand::Verb;
using Kind = ServiceKey::Kind;

/// Always as long as an IPv6 address (union nf_inet_addr).
std::array<uint8_t, 16> padded(const IpAddress& address) {
  std::array<uint8_t, 16> bytes{};
  std::ranges::copy(address.bytes(), bytes.begin());
  return bytes;
}

/// The kernel names two flags of schedulers by number; sh and mh use them alike.
uint32_t flag_bit(const std::string& flag) {
  if (flag.ends_with("-fallback") || flag == "flag-1") return IP_VS_SVC_F_SCHED1;
  if (flag.ends_with("-port") || flag == "flag-2") return IP_VS_SVC_F_SCHED2;
  return IP_VS_SVC_F_SCHED3;
}

void put_flags(netlink::Message& message, const ServiceOptions& options) {
  ip_vs_flags flags{0, ~0u};
  if (options.persistence) flags.flags |= IP_VS_SVC_F_PERSISTENT;
  if (options.one_packet) flags.flags |= IP_VS_SVC_F_ONEPACKET;
  for (const std::string& flag : options.flags) flags.flags |= flag_bit(flag);
  message.put_value(IPVS_SVC_ATTR_FLAGS, flags);
}

/// An IPv4 mask goes as an address, an IPv6 one as its length.
uint32_t netmask_of(const ServiceOptions& options, Family family) {
  if (family == Family::v6) return options.netmask ? uint32_t(options.netmask->prefix) : 128;
  const int prefix = options.netmask ? options.netmask->prefix : 32;
  return prefix == 0 ? 0 : htonl(~0u << (32 - prefix));
}

void put_name(netlink::Message& message, const ServiceKey& key) {
  message.put_u16(IPVS_SVC_ATTR_AF, netlink::domain_of(key.family));
  if (key.kind == Kind::fwmark) return message.put_u32(IPVS_SVC_ATTR_FWMARK, key.mark);
  message.put_u16(IPVS_SVC_ATTR_PROTOCOL, key.protocol());
  message.put(IPVS_SVC_ATTR_ADDR, padded(key.vip.address));
  message.put_u16(IPVS_SVC_ATTR_PORT, htons(key.vip.port));
}

void put_service(netlink::Message& message, const IpvsadmCommand& command) {
  const ServiceOptions& options = command.service_options;
  message.nest(IPVS_CMD_ATTR_SERVICE, [&] {
    put_name(message, *command.service);
    message.put_text(IPVS_SVC_ATTR_SCHED_NAME, options.scheduler);
    if (!options.persistence_engine.empty())
      message.put_text(IPVS_SVC_ATTR_PE_NAME, options.persistence_engine);
    put_flags(message, options);
    message.put_u32(IPVS_SVC_ATTR_TIMEOUT, options.persistence.value_or(0));
    message.put_u32(IPVS_SVC_ATTR_NETMASK, netmask_of(options, command.service->family));
  });
}

uint32_t method_of(Forwarding forwarding) {
  if (forwarding == Forwarding::masquerade) return IP_VS_CONN_F_MASQ;
  return forwarding == Forwarding::direct ? IP_VS_CONN_F_DROUTE : IP_VS_CONN_F_TUNNEL;
}

void put_server(netlink::Message& message, const IpvsadmCommand& command) {
  const ServerOptions& options = command.server_options;
  message.nest(IPVS_CMD_ATTR_DEST, [&] {
    message.put_u16(IPVS_DEST_ATTR_ADDR_FAMILY,
                    netlink::domain_of(command.server->address.family()));
    message.put(IPVS_DEST_ATTR_ADDR, padded(command.server->address));
    message.put_u16(IPVS_DEST_ATTR_PORT, htons(command.server->port));
    message.put_u32(IPVS_DEST_ATTR_FWD_METHOD, method_of(options.forwarding));
    message.put_u32(IPVS_DEST_ATTR_WEIGHT, uint32_t(options.weight));
    message.put_u32(IPVS_DEST_ATTR_U_THRESH, options.upper_threshold);
    message.put_u32(IPVS_DEST_ATTR_L_THRESH, options.lower_threshold);
  });
}

void put_timeouts(netlink::Message& message, const IpvsadmCommand& command) {
  message.put_u32(IPVS_CMD_ATTR_TIMEOUT_TCP, command.timeouts[0]);
  message.put_u32(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, command.timeouts[1]);
  message.put_u32(IPVS_CMD_ATTR_TIMEOUT_UDP, command.timeouts[2]);
}

}  // namespace

uint8_t ipvs_command_number(Verb verb) {
  switch (verb) {
    case Verb::add_service:
      return IPVS_CMD_NEW_SERVICE;
    case Verb::edit_service:
      return IPVS_CMD_SET_SERVICE;
    case Verb::delete_service:
      return IPVS_CMD_DEL_SERVICE;
    case Verb::add_server:
      return IPVS_CMD_NEW_DEST;
    case Verb::edit_server:
      return IPVS_CMD_SET_DEST;
    case Verb::delete_server:
      return IPVS_CMD_DEL_DEST;
    case Verb::clear:
      return IPVS_CMD_FLUSH;
    case Verb::zero:
      return IPVS_CMD_ZERO;
    case Verb::set_timeouts:
      return IPVS_CMD_SET_CONFIG;
    default:
      return IPVS_CMD_UNSPEC;
  }
}

void put_ipvs_command(netlink::Message& message, const IpvsadmCommand& command) {
  if (command.service) put_service(message, command);
  if (command.server) put_server(message, command);
  if (command.verb == Verb::set_timeouts) put_timeouts(message, command);
}

void put_ipvs_service_name(netlink::Message& message, const ServiceKey& key) {
  message.nest(IPVS_CMD_ATTR_SERVICE, [&] { put_name(message, key); });
}

}  // namespace hopproof::director
