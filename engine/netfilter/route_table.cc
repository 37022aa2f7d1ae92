#include "engine/netfilter/route_table.hh"

#include "engine/netfilter/netlink_attributes.hh"

#include <array>
#include <cerrno>

#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

namespace hopproof::netfilter {
namespace {

constexpr uint32_t group(int number) { return uint32_t{1} << (number - 1); }

constexpr uint32_t groups = group(RTNLGRP_LINK) | group(RTNLGRP_IPV4_IFADDR) |
                            group(RTNLGRP_IPV6_IFADDR) | group(RTNLGRP_IPV4_ROUTE) |
                            group(RTNLGRP_IPV6_ROUTE) | group(RTNLGRP_IPV4_RULE) |
                            group(RTNLGRP_IPV6_RULE);

using Buffer = std::array<char, 256>;

nlmsghdr* begin(Buffer& buffer, uint16_t type) {
  nlmsghdr* message = mnl_nlmsg_put_header(buffer.data());
  message->nlmsg_type = type;
  message->nlmsg_flags = NLM_F_REQUEST;
  return message;
}

std::span<const uint8_t> bytes_of(const nlmsghdr* message) {
  return {reinterpret_cast<const uint8_t*>(message), message->nlmsg_len};
}

std::optional<IpAddress> address_of(Bytes payload) {
  if (payload.size() == 4) return IpAddress::v4(payload.first<4>());
  if (payload.size() == 16) return IpAddress::v6(payload.first<16>());
  return std::nullopt;
}

}  // namespace

struct RouteTable::Answer {
  int error = 0;
  uint8_t type = RTN_UNSPEC;
  int interface = 0;
  uint32_t mtu = 0;
  IpAddress source;

  void read(const nlmsghdr& message);
  void read_metrics(Bytes metrics);
};

void RouteTable::Answer::read(const nlmsghdr& message) {
  if (message.nlmsg_type != RTM_NEWROUTE || message.nlmsg_len < NLMSG_LENGTH(sizeof(rtmsg))) return;
  type = static_cast<const rtmsg*>(NLMSG_DATA(&message))->rtm_type;
  for_each_attribute(attributes_of(message, sizeof(rtmsg)), [&](uint16_t attribute, Bytes payload) {
    if (attribute == RTA_OIF) interface = int(number_of(payload).value_or(0));
    if (attribute == RTA_PREFSRC) source = address_of(payload).value_or(source);
    if (attribute == RTA_METRICS) read_metrics(payload);
  });
}

void RouteTable::Answer::read_metrics(Bytes metrics) {
  for_each_attribute(metrics, [&](uint16_t attribute, Bytes payload) {
    if (attribute == RTAX_MTU) mtu = number_of(payload).value_or(0);
  });
}

RouteTable::RouteTable() : events_(NETLINK_ROUTE, groups), questions_(NETLINK_ROUTE) {
  read_rules();
}

RouteTable::Answer RouteTable::look_up(const IpAddress& address) {
  alignas(nlmsghdr) Buffer buffer{};
  nlmsghdr* message = begin(buffer, RTM_GETROUTE);
  auto* route = static_cast<rtmsg*>(mnl_nlmsg_put_extra_header(message, sizeof(rtmsg)));
  route->rtm_family = address.is_v4() ? AF_INET : AF_INET6;
  route->rtm_dst_len = uint8_t(address.max_prefix());
  mnl_attr_put(message, RTA_DST, address.bytes().size(), address.bytes().data());
  Answer answer;
  answer.error = questions_.ask(bytes_of(message), [&](const nlmsghdr& m) { answer.read(m); });
  return answer;
}

uint32_t RouteTable::link_mtu(int index) {
  alignas(nlmsghdr) Buffer buffer{};
  nlmsghdr* message = begin(buffer, RTM_GETLINK);
  auto* link = static_cast<ifinfomsg*>(mnl_nlmsg_put_extra_header(message, sizeof(ifinfomsg)));
  link->ifi_index = index;
  uint32_t mtu = 0;
  questions_.ask(bytes_of(message), [&](const nlmsghdr& answer) {
    for_each_attribute(attributes_of(answer, sizeof(ifinfomsg)),
                       [&](uint16_t attribute, Bytes payload) {
                         if (attribute == IFLA_MTU) mtu = number_of(payload).value_or(0);
                       });
  });
  return mtu;
}

core::Route RouteTable::route_to(const IpAddress& address) {
  const Answer answer = look_up(address);
  core::Route route;
  route.reachable = answer.error == 0 && (answer.type == RTN_UNICAST || answer.type == RTN_LOCAL);
  route.local = answer.type == RTN_LOCAL;
  if (!route.reachable) return route;
  const uint32_t device = link_mtu(answer.interface);
  route.mtu = answer.mtu != 0 && answer.mtu < device ? answer.mtu : device;
  route.source = answer.source;
  return route;
}

std::optional<uint32_t> RouteTable::device_mtu(const IpAddress& address) {
  const Answer answer = look_up(address);
  if (answer.error != 0 || answer.interface == 0) return std::nullopt;
  return link_mtu(answer.interface);
}

bool RouteTable::changed() {
  bool rules = false;
  const int messages = events_.drain([&](const nlmsghdr& message) {
    rules = rules || message.nlmsg_type == RTM_NEWRULE || message.nlmsg_type == RTM_DELRULE ||
            message.nlmsg_type == NLMSG_OVERRUN;
  });
  if (rules) read_rules();
  return messages > 0;
}

void RouteTable::read_rules() {
  for (const Family family : {Family::v4, Family::v6})
    sourced_[static_cast<size_t>(family)] = has_sourced_rule(family);
}

bool RouteTable::has_sourced_rule(Family family) {
  alignas(nlmsghdr) Buffer buffer{};
  nlmsghdr* message = begin(buffer, RTM_GETRULE);
  message->nlmsg_flags |= NLM_F_DUMP;
  auto* rule =
      static_cast<fib_rule_hdr*>(mnl_nlmsg_put_extra_header(message, sizeof(fib_rule_hdr)));
  rule->family = family == Family::v4 ? AF_INET : AF_INET6;
  bool found = false;
  questions_.ask(bytes_of(message), [&](const nlmsghdr& answer) {
    if (answer.nlmsg_len < NLMSG_LENGTH(sizeof(fib_rule_hdr))) return;
    found = found || static_cast<const fib_rule_hdr*>(NLMSG_DATA(&answer))->src_len != 0;
    for_each_attribute(attributes_of(answer, sizeof(fib_rule_hdr)), [&](uint16_t attribute, Bytes) {
      found = found || attribute == FRA_IIFNAME;
    });
  });
  return found;
}

}  // namespace hopproof::netfilter
