#include "harness/run/facts/node_tables.hh"

#include "harness/probe/socket_table.hh"
#include "netns/netlink_attributes.hh"
#include "netns/netlink_socket.hh"

#include <map>

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

namespace hopproof {
namespace {

std::optional<IpAddress> address_of(const nlattr& attribute) {
  const auto* bytes = static_cast<const uint8_t*>(mnl_attr_get_payload(&attribute));
  const size_t size = mnl_attr_get_payload_len(&attribute);
  if (size == 16) return IpAddress::v6(std::span<const uint8_t, 16>(bytes, 16));
  if (size == 4) return IpAddress::v4(std::span<const uint8_t, 4>(bytes, 4));
  return std::nullopt;
}

std::map<int, InterfaceFact> read_links(NetlinkSocket& socket) {
  std::map<int, InterfaceFact> links;
  NetlinkMessage request(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP);
  request.header<ifinfomsg>();
  const auto take = [&](const nlmsghdr& answer) {
    const auto& link = *static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(&answer));
    InterfaceFact& fact = links[link.ifi_index];
    fact.up = (link.ifi_flags & IFF_UP) != 0 && (link.ifi_flags & IFF_RUNNING) != 0;
    for_each_attribute(answer, sizeof(ifinfomsg), [&](const nlattr& attribute) {
      if (mnl_attr_get_type(&attribute) == IFLA_IFNAME) fact.name = mnl_attr_get_str(&attribute);
    });
  };
  socket.dump(request, take, "list interfaces");
  return links;
}

void read_addresses(NetlinkSocket& socket, std::map<int, InterfaceFact>& links) {
  NetlinkMessage request(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP);
  request.header<ifaddrmsg>();
  const auto take = [&](const nlmsghdr& answer) {
    const auto& own = *static_cast<const ifaddrmsg*>(mnl_nlmsg_get_payload(&answer));
    std::optional<IpAddress> address, local;
    for_each_attribute(answer, sizeof(ifaddrmsg), [&](const nlattr& attribute) {
      if (mnl_attr_get_type(&attribute) == IFA_ADDRESS) address = address_of(attribute);
      if (mnl_attr_get_type(&attribute) == IFA_LOCAL) local = address_of(attribute);
    });
    if (!local) local = address;
    if (local) links[int(own.ifa_index)].addresses.push_back(*local);
  };
  socket.dump(request, take, "list addresses");
}

}  // namespace

std::vector<InterfaceFact> read_interfaces(const Namespace& space) {
  NetlinkSocket socket(space, NETLINK_ROUTE);
  auto links = read_links(socket);
  read_addresses(socket, links);
  std::vector<InterfaceFact> interfaces;
  for (auto& [index, link] : links) interfaces.push_back(std::move(link));
  return interfaces;
}

std::vector<NeighbourFact> read_neighbours(const Namespace& space) {
  std::map<int, std::string> names;
  NetlinkSocket socket(space, NETLINK_ROUTE);
  for (const auto& [index, link] : read_links(socket)) names[index] = link.name;
  std::vector<NeighbourFact> found;
  NetlinkMessage request(RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_DUMP);
  request.header<ndmsg>();
  const auto take = [&](const nlmsghdr& answer) {
    const auto& entry = *static_cast<const ndmsg*>(mnl_nlmsg_get_payload(&answer));
    for_each_attribute(answer, sizeof(ndmsg), [&](const nlattr& attribute) {
      const auto address =
          mnl_attr_get_type(&attribute) == NDA_DST ? address_of(attribute) : std::nullopt;
      if (address)
        found.push_back({*address, names[entry.ndm_ifindex],
                         (entry.ndm_state & (NUD_FAILED | NUD_INCOMPLETE)) != 0});
    });
  };
  socket.dump(request, take, "list neighbours");
  return found;
}

std::vector<ListenerFact> read_listeners(const Namespace& space) {
  std::vector<ListenerFact> found;
  for (const ListeningPort& port : SocketTable(space).listening())
    found.push_back({port.protocol, port.local});
  return found;
}

}  // namespace hopproof
