#include "netns/addressing.hh"

#include <cstddef>
#include <vector>

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

namespace hopproof::netns {
namespace {

constexpr uint16_t create = NLM_F_CREATE | NLM_F_EXCL;

uint8_t type_number(Route::Type type) {
  switch (type) {
    case Route::Type::unicast:
      return RTN_UNICAST;
    case Route::Type::blackhole:
      return RTN_BLACKHOLE;
    case Route::Type::unreachable:
      return RTN_UNREACHABLE;
    case Route::Type::prohibit:
      return RTN_PROHIBIT;
    case Route::Type::local:
      return RTN_LOCAL;
  }
  return RTN_UNSPEC;
}

/// What ip chooses where no scope is written.
uint8_t scope_of(const Route& route) {
  if (route.scope) return *route.scope;
  if (route.type == Route::Type::local) return RT_SCOPE_HOST;
  if (route.type == Route::Type::unicast && !route.via) return RT_SCOPE_LINK;
  return RT_SCOPE_UNIVERSE;
}

uint32_t table_of(const Route& route) {
  const bool moved = route.type == Route::Type::local && route.table == RT_TABLE_MAIN;
  return moved ? uint32_t(RT_TABLE_LOCAL) : route.table;
}

void put_gateway(netlink::Message& message, const Route& route) {
  if (!route.via) return;
  if (route.via->family() == route.family) return message.put(RTA_GATEWAY, route.via->bytes());
  rtvia via{};
  via.rtvia_family = netlink::domain_of(route.via->family());
  const auto* start = reinterpret_cast<const uint8_t*>(&via);
  std::vector<uint8_t> bytes(start, start + offsetof(rtvia, rtvia_addr));
  bytes.insert(bytes.end(), route.via->bytes().begin(), route.via->bytes().end());
  message.put(RTA_VIA, bytes);
}

uint8_t rule_action(const PolicyRule& rule) {
  switch (rule.action) {
    case Route::Type::blackhole:
      return FR_ACT_BLACKHOLE;
    case Route::Type::unreachable:
      return FR_ACT_UNREACHABLE;
    case Route::Type::prohibit:
      return FR_ACT_PROHIBIT;
    default:
      return FR_ACT_TO_TBL;
  }
}

void put_selectors(netlink::Message& message, const PolicyRule& rule) {
  if (rule.from) message.put(FRA_SRC, rule.from->address.bytes());
  if (rule.to) message.put(FRA_DST, rule.to->address.bytes());
  if (!rule.iif.empty()) message.put_text(FRA_IIFNAME, rule.iif);
  if (!rule.oif.empty()) message.put_text(FRA_OIFNAME, rule.oif);
  if (rule.mark) message.put_u32(FRA_FWMARK, *rule.mark);
  if (rule.mark_mask) message.put_u32(FRA_FWMASK, *rule.mark_mask);
}

}  // namespace

void add_address(netlink::RequestQueue& queue, int index, const Cidr& cidr, std::string attempt) {
  netlink::Message& message = queue.add(RTM_NEWADDR, create, std::move(attempt));
  auto& header = message.header<ifaddrmsg>();
  header.ifa_family = netlink::domain_of(cidr.address.family());
  header.ifa_prefixlen = uint8_t(cidr.prefix);
  header.ifa_flags = cidr.address.is_v4() ? 0 : IFA_F_NODAD;
  header.ifa_scope = cidr.address.is_loopback() ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
  header.ifa_index = uint32_t(index);
  message.put(IFA_LOCAL, cidr.address.bytes());
  message.put(IFA_ADDRESS, cidr.address.bytes());
}

void add_route(netlink::RequestQueue& queue, const Route& route, const InterfaceIndex& index_of,
               std::string attempt) {
  const int device = route.dev.empty() ? 0 : index_of(route.dev);
  netlink::Message& message = queue.add(RTM_NEWROUTE, create, std::move(attempt));
  auto& header = message.header<rtmsg>();
  header.rtm_family = netlink::domain_of(route.family);
  header.rtm_dst_len = uint8_t(route.destination.prefix);
  const uint32_t table = table_of(route);
  header.rtm_table = uint8_t(table < 256 ? table : uint32_t(RT_TABLE_COMPAT));
  header.rtm_protocol = RTPROT_BOOT;
  header.rtm_scope = scope_of(route);
  header.rtm_type = type_number(route.type);
  header.rtm_flags = route.onlink ? unsigned(RTNH_F_ONLINK) : 0u;
  if (route.destination.prefix > 0) message.put(RTA_DST, route.destination.address.bytes());
  message.put_u32(RTA_TABLE, table);
  put_gateway(message, route);
  if (device != 0) message.put_u32(RTA_OIF, uint32_t(device));
  if (route.source) message.put(RTA_PREFSRC, route.source->bytes());
  if (route.metric) message.put_u32(RTA_PRIORITY, *route.metric);
  if (route.mtu) message.nest(RTA_METRICS, [&] { message.put_u32(RTAX_MTU, *route.mtu); });
}

void add_policy_rule(netlink::RequestQueue& queue, const PolicyRule& rule, std::string attempt) {
  netlink::Message& message = queue.add(RTM_NEWRULE, create, std::move(attempt));
  auto& header = message.header<fib_rule_hdr>();
  const bool looks_up = rule_action(rule) == FR_ACT_TO_TBL;
  const uint32_t table = rule.table.value_or(looks_up ? uint32_t(RT_TABLE_MAIN) : 0u);
  header.family = netlink::domain_of(rule.family);
  header.src_len = uint8_t(rule.from ? rule.from->prefix : 0);
  header.dst_len = uint8_t(rule.to ? rule.to->prefix : 0);
  header.table = uint8_t(table < 256 ? table : uint32_t(RT_TABLE_COMPAT));
  header.action = rule_action(rule);
  header.flags = rule.inverted ? unsigned(FIB_RULE_INVERT) : 0u;
  put_selectors(message, rule);
  if (rule.priority) message.put_u32(FRA_PRIORITY, *rule.priority);
  if (table != 0) message.put_u32(FRA_TABLE, table);
}

}  // namespace hopproof::netns
