#include "harness/run/facts/route_lookup.hh"

#include "netns/netlink/links.hh"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <linux/rtnetlink.h>

namespace hopproof::run {
namespace {

constexpr uint32_t redirected_flag = 0x00040000;  // RTCF_REDIRECTED of linux/in_route.h

}  // namespace

RouteLookup::RouteLookup(const netns::Namespace& space) : socket_(space, NETLINK_ROUTE) {
  for (netlink::Link& link : netlink::list_links(socket_))
    interfaces_[link.index] = std::move(link.name);
}

std::string RouteLookup::name_of(int index) const {
  const auto found = interfaces_.find(index);
  return found == interfaces_.end() ? fmt::format("#{}", index) : found->second;
}

int RouteLookup::index_of(const std::string& name) const {
  const auto found =
      std::ranges::find(interfaces_, name, &std::pair<const int, std::string>::second);
  return found == interfaces_.end() ? 0 : found->first;
}

verdict::RouteAnswer RouteLookup::read(const netlink::RouteReply& route) const {
  verdict::RouteAnswer answer;
  answer.error = route.type == RTN_UNREACHABLE ? EHOSTUNREACH : route.error;
  answer.local = route.type == RTN_LOCAL;
  answer.redirected = (route.flags & redirected_flag) != 0;
  if (route.output != 0) answer.interface = name_of(route.output);
  answer.gateway = route.gateway;
  answer.source = route.source;
  return answer;
}

verdict::RouteAnswer RouteLookup::ask(const verdict::RouteQuestion& question) {
  const int input = question.input.empty() ? 0 : index_of(question.input);
  verdict::RouteAnswer answer =
      read(netlink::look_up_route(socket_, {question.destination, question.source, input}));
  // Since 6.13 a kernel says EINVAL of whatever it would drop at its entrance.
  if (input != 0 && answer.error == EINVAL) answer.error = EXDEV;
  return answer;
}

std::vector<std::string> RouteLookup::default_routes() {
  std::vector<std::string> lines;
  for (const netlink::RouteReply& route : netlink::list_routes(socket_)) {
    if (route.prefix != 0 || route.type != RTN_UNICAST || route.table != RT_TABLE_MAIN) continue;
    const verdict::RouteAnswer way = read(route);
    lines.push_back(fmt::format("default{} dev {} metric {}",
                                way.gateway ? " via " + way.gateway->text() : "", way.interface,
                                route.metric));
  }
  return lines;
}

}  // namespace hopproof::run
