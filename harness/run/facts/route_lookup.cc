#include "harness/run/facts/route_lookup.hh"

#include "netns/netlink_attributes.hh"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace hopproof {
namespace {

constexpr uint32_t redirected_flag = 0x00040000;  // RTCF_REDIRECTED of linux/in_route.h

IpAddress route_address(const nlattr& attribute) {
  const auto* bytes = static_cast<const uint8_t*>(mnl_attr_get_payload(&attribute));
  const size_t size = mnl_attr_get_payload_len(&attribute);
  if (size >= 16) return IpAddress::v6(std::span<const uint8_t, 16>(bytes, 16));
  if (size >= 4) return IpAddress::v4(std::span<const uint8_t, 4>(bytes, 4));
  return {};
}

NetlinkMessage question_message(const RouteQuestion& question, int input) {
  NetlinkMessage message(RTM_GETROUTE, NLM_F_REQUEST);
  auto& header = message.header<rtmsg>();
  header.rtm_family = question.destination.is_v4() ? AF_INET : AF_INET6;
  header.rtm_dst_len = uint8_t(question.destination.max_prefix());
  if (question.source) header.rtm_src_len = uint8_t(question.source->max_prefix());
  message.put(RTA_DST, question.destination.bytes());
  if (question.source) message.put(RTA_SRC, question.source->bytes());
  if (input != 0) message.put_u32(RTA_IIF, uint32_t(input));
  return message;
}

}  // namespace

RouteLookup::RouteLookup(const Namespace& space) : socket_(space, NETLINK_ROUTE) {
  NetlinkMessage request(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP);
  request.header<ifinfomsg>();
  const auto read_link = [&](const nlmsghdr& answer) {
    const auto& link = *static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(&answer));
    for_each_attribute(answer, sizeof(ifinfomsg), [&](const nlattr& attribute) {
      if (mnl_attr_get_type(&attribute) == IFLA_IFNAME)
        interfaces_[link.ifi_index] = mnl_attr_get_str(&attribute);
    });
  };
  socket_.dump(request, read_link, "list interfaces");
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

RouteAnswer RouteLookup::read(const nlmsghdr& message) const {
  RouteAnswer answer;
  if (message.nlmsg_type == NLMSG_ERROR) {
    answer.error = error_of(message);
    return answer;
  }
  const auto& route = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&message));
  answer.local = route.rtm_type == RTN_LOCAL;
  answer.redirected = (route.rtm_flags & redirected_flag) != 0;
  if (route.rtm_type == RTN_UNREACHABLE) answer.error = EHOSTUNREACH;
  for_each_attribute(message, sizeof(rtmsg), [&](const nlattr& attribute) {
    switch (mnl_attr_get_type(&attribute)) {
      case RTA_OIF:
        answer.interface = name_of(int(number_of<uint32_t>(attribute)));
        break;
      case RTA_GATEWAY:
        answer.gateway = route_address(attribute);
        break;
      case RTA_PREFSRC:
        answer.source = route_address(attribute);
        break;
      default:
        break;
    }
  });
  return answer;
}

RouteAnswer RouteLookup::ask(const RouteQuestion& question) {
  const int input = question.input.empty() ? 0 : index_of(question.input);
  NetlinkMessage message = question_message(question, input);
  message.sequence(++sequence_);
  socket_.send(message.bytes(), "look up a route");
  RouteAnswer answer;
  bool found = false;
  const auto take = [&](const nlmsghdr& reply) {
    if (reply.nlmsg_seq != sequence_) return true;
    answer = read(reply);
    found = true;
    return false;
  };
  while (!found) socket_.receive(take, "look up a route");
  // Since 6.13 a kernel says EINVAL of whatever it would drop at its entrance.
  if (input != 0 && answer.error == EINVAL) answer.error = EXDEV;
  return answer;
}

std::vector<std::string> RouteLookup::default_routes() {
  std::vector<std::string> lines;
  NetlinkMessage request(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP);
  request.header<rtmsg>();
  const auto take = [&](const nlmsghdr& message) {
    const auto& route = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&message));
    const bool is_default =
        route.rtm_dst_len == 0 && route.rtm_type == RTN_UNICAST && route.rtm_table == RT_TABLE_MAIN;
    if (!is_default) return;
    uint32_t metric = 0;
    for_each_attribute(message, sizeof(rtmsg), [&](const nlattr& attribute) {
      if (mnl_attr_get_type(&attribute) == RTA_PRIORITY) metric = number_of<uint32_t>(attribute);
    });
    const RouteAnswer way = read(message);
    lines.push_back(fmt::format("default{} dev {} metric {}",
                                way.gateway ? " via " + way.gateway->text() : "", way.interface,
                                metric));
  };
  socket_.dump(request, take, "list routes");
  return lines;
}

}  // namespace hopproof
