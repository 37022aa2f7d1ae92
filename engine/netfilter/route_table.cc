#include "engine/netfilter/route_table.hh"

#include "netns/netlink/attributes.hh"
#include "netns/netlink/links.hh"
#include "netns/netlink/routes.hh"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

namespace hopproof::netfilter {

RouteTable::RouteTable()
    : events_(NETLINK_ROUTE,
              {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
               RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE}),
      questions_(NETLINK_ROUTE) {
  read_rules();
}

uint32_t RouteTable::link_mtu(int index) {
  const auto link = netlink::find_link(questions_, index);
  return link ? link->mtu : 0;
}

core::Route RouteTable::route_to(const IpAddress& address) {
  const auto answer = netlink::look_up_route(questions_, {address, {}, 0});
  core::Route route;
  route.reachable = answer.error == 0 && (answer.type == RTN_UNICAST || answer.type == RTN_LOCAL);
  route.local = answer.type == RTN_LOCAL;
  if (!route.reachable) return route;
  const uint32_t device = link_mtu(answer.output);
  route.mtu = answer.mtu != 0 && answer.mtu < device ? answer.mtu : device;
  route.source = answer.source.value_or(IpAddress());
  return route;
}

std::optional<uint32_t> RouteTable::device_mtu(const IpAddress& address) {
  const auto answer = netlink::look_up_route(questions_, {address, {}, 0});
  if (answer.error != 0 || answer.output == 0) return std::nullopt;
  return link_mtu(answer.output);
}

bool RouteTable::changed() {
  bool rules = false;
  const size_t messages = events_.drain([&](const nlmsghdr& message) {
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
  netlink::Message request(RTM_GETRULE, NLM_F_DUMP);
  request.header<fib_rule_hdr>().family = netlink::domain_of(family);
  bool found = false;
  // Refused: a kernel without policy rules.
  questions_.try_request(request, "list policy rules", [&](const nlmsghdr& answer) {
    const auto* rule = netlink::family_header<fib_rule_hdr>(answer);
    if (rule == nullptr) return;
    const netlink::Attributes attributes(answer, sizeof *rule);
    found = found || rule->src_len != 0 || !attributes.find(FRA_IIFNAME).payload.empty();
  });
  return found;
}

}  // namespace hopproof::netfilter
