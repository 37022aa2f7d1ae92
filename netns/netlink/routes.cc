#include "netns/netlink/routes.hh"

#include "netns/netlink/attributes.hh"

#include <linux/rtnetlink.h>

namespace hopproof::netlink {
namespace {

void read_attribute(const Attribute& attribute, RouteReply& route) {
  switch (attribute.type) {
    case RTA_OIF:
      route.output = attribute.number<int>();
      break;
    case RTA_GATEWAY:
      route.gateway = attribute.address();
      break;
    case RTA_PREFSRC:
      route.source = attribute.address();
      break;
    case RTA_PRIORITY:
      route.metric = attribute.number<uint32_t>();
      break;
    case RTA_METRICS:
      route.mtu = attribute.nested().find(RTAX_MTU).number<uint32_t>();
      break;
    default:
      break;
  }
}

RouteReply read_route(const nlmsghdr& message) {
  RouteReply route;
  const auto* header = family_header<rtmsg>(message);
  if (header == nullptr) return route;
  route.type = header->rtm_type;
  route.prefix = header->rtm_dst_len;
  route.table = header->rtm_table;
  route.flags = header->rtm_flags;
  for (const Attribute attribute : Attributes(message, sizeof *header))
    read_attribute(attribute, route);
  return route;
}

}  // namespace

RouteReply look_up_route(Socket& socket, const RouteQuery& query) {
  Message request(RTM_GETROUTE, NLM_F_ACK);
  auto& header = request.header<rtmsg>();
  header.rtm_family = domain_of(query.destination.family());
  header.rtm_dst_len = uint8_t(query.destination.max_prefix());
  if (query.source) header.rtm_src_len = uint8_t(query.source->max_prefix());
  request.put(RTA_DST, query.destination.bytes());
  if (query.source) request.put(RTA_SRC, query.source->bytes());
  if (query.input != 0) request.put_u32(RTA_IIF, uint32_t(query.input));
  if (query.output != 0) request.put_u32(RTA_OIF, uint32_t(query.output));
  if (query.mark != 0) request.put_u32(RTA_MARK, query.mark);
  RouteReply route;
  const int error = socket.try_request(request, "look up a route",
                                       [&](const nlmsghdr& answer) { route = read_route(answer); });
  route.error = error;
  return route;
}

std::vector<RouteReply> list_routes(Socket& socket) {
  Message request(RTM_GETROUTE, NLM_F_DUMP);
  request.header<rtmsg>();
  std::vector<RouteReply> routes;
  socket.request(request, "list routes",
                 [&](const nlmsghdr& answer) { routes.push_back(read_route(answer)); });
  return routes;
}

}  // namespace hopproof::netlink
