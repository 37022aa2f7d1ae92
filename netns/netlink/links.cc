#include "netns/netlink/links.hh"

#include "netns/netlink/attributes.hh"

#include <algorithm>
#include <utility>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

namespace hopproof::netlink {
namespace {

std::optional<uint8_t> read_port_state(const Attributes& info) {
  const auto state = info.find(IFLA_INFO_SLAVE_DATA).nested().find(IFLA_BRPORT_STATE);
  return state.payload.empty() ? std::nullopt : std::optional(state.number<uint8_t>());
}

std::optional<Link> read_link(const nlmsghdr& message) {
  const auto* header = family_header<ifinfomsg>(message);
  if (header == nullptr) return std::nullopt;
  Link link;
  link.index = header->ifi_index;
  link.flags = header->ifi_flags;
  for (const Attribute attribute : Attributes(message, sizeof *header)) {
    if (attribute.type == IFLA_IFNAME) link.name = attribute.text();
    if (attribute.type == IFLA_ADDRESS && attribute.payload.size() == link.mac.size())
      std::ranges::copy(attribute.payload, link.mac.begin());
    if (attribute.type == IFLA_MTU) link.mtu = attribute.number<uint32_t>();
    if (attribute.type == IFLA_OPERSTATE) link.operational = attribute.number<uint8_t>();
    if (attribute.type == IFLA_LINKINFO) link.port_state = read_port_state(attribute.nested());
  }
  return link;
}

/// Statistics are most of an answer.
void put_filter(Message& request) { request.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS); }

}  // namespace

std::vector<Link> list_links(Socket& socket) {
  Message request(RTM_GETLINK, NLM_F_DUMP);
  request.header<ifinfomsg>();
  put_filter(request);
  std::vector<Link> links;
  socket.request(request, "list interfaces", [&](const nlmsghdr& answer) {
    if (auto link = read_link(answer)) links.push_back(std::move(*link));
  });
  return links;
}

std::optional<Link> find_link(Socket& socket, int index) {
  Message request(RTM_GETLINK, NLM_F_ACK);
  request.header<ifinfomsg>().ifi_index = index;
  put_filter(request);
  std::optional<Link> link;
  socket.try_request(request, "look at an interface",
                     [&](const nlmsghdr& answer) { link = read_link(answer); });
  return link;
}

}  // namespace hopproof::netlink
