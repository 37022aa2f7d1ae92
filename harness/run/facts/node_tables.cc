#include "harness/run/facts/node_tables.hh"

#include "harness/probe/socket_table.hh"
#include "netns/netlink/attributes.hh"
#include "netns/netlink/links.hh"
#include "netns/netlink/neighbours.hh"

#include <map>
#include <utility>

#include <linux/if.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

namespace hopproof::run {
namespace {

std::map<int, verdict::InterfaceFact> read_links(netlink::Socket& socket) {
  constexpr uint32_t ready = IFF_UP | IFF_RUNNING;
  std::map<int, verdict::InterfaceFact> links;
  for (netlink::Link& link : netlink::list_links(socket)) {
    verdict::InterfaceFact& fact = links[link.index];
    fact.up = (link.flags & ready) == ready;
    fact.shut = (link.flags & IFF_UP) == 0;
    fact.name = std::move(link.name);
  }
  return links;
}

void read_addresses(netlink::Socket& socket, std::map<int, verdict::InterfaceFact>& links) {
  netlink::Message request(RTM_GETADDR, NLM_F_DUMP);
  request.header<ifaddrmsg>();
  socket.request(request, "list addresses", [&](const nlmsghdr& answer) {
    const auto* own = netlink::family_header<ifaddrmsg>(answer);
    if (own == nullptr) return;
    const netlink::Attributes attributes(answer, sizeof *own);
    auto address = attributes.find(IFA_LOCAL).address();
    if (!address) address = attributes.find(IFA_ADDRESS).address();
    if (address) links[int(own->ifa_index)].addresses.push_back(*address);
  });
}

}  // namespace

std::vector<verdict::InterfaceFact> read_interfaces(const netns::Namespace& space) {
  netlink::Socket socket(space, NETLINK_ROUTE);
  auto links = read_links(socket);
  read_addresses(socket, links);
  std::vector<verdict::InterfaceFact> interfaces;
  for (auto& [index, link] : links) interfaces.push_back(std::move(link));
  return interfaces;
}

std::vector<verdict::NeighbourFact> read_neighbours(const netns::Namespace& space) {
  netlink::Socket socket(space, NETLINK_ROUTE);
  auto links = read_links(socket);
  std::vector<verdict::NeighbourFact> found;
  for (const netlink::Neighbour& neighbour : netlink::list_neighbours(socket))
    if (neighbour.address)
      found.push_back({*neighbour.address, links[neighbour.interface].name,
                       (neighbour.state & (NUD_FAILED | NUD_INCOMPLETE)) != 0});
  return found;
}

std::vector<verdict::ListenerFact> read_listeners(const netns::Namespace& space) {
  std::vector<verdict::ListenerFact> found;
  for (const probe::ListeningPort& port : probe::SocketTable(space).listening())
    found.push_back({port.protocol, port.local});
  return found;
}

}  // namespace hopproof::run
