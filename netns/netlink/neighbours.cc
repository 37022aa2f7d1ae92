#include "netns/netlink/neighbours.hh"

#include "netns/netlink/attributes.hh"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

namespace hopproof::netlink {

bool Neighbour::resolving() const { return (state & (NUD_INCOMPLETE | NUD_PROBE)) != 0; }

std::vector<Neighbour> list_neighbours(Socket& socket) {
  Message request(RTM_GETNEIGH, NLM_F_DUMP);
  request.header<ndmsg>();
  std::vector<Neighbour> neighbours;
  socket.request(request, "list neighbours", [&](const nlmsghdr& answer) {
    const auto* entry = family_header<ndmsg>(answer);
    if (entry == nullptr) return;
    neighbours.push_back({Attributes(answer, sizeof *entry).find(NDA_DST).address(),
                          entry->ndm_ifindex, entry->ndm_state});
  });
  return neighbours;
}

}  // namespace hopproof::netlink
