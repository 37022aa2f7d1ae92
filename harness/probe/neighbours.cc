#include "harness/probe/neighbours.hh"

#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace hopproof {

Neighbours::Neighbours(const Namespace& space) : socket_(space, NETLINK_ROUTE) {}

bool Neighbours::resolving() {
  NetlinkMessage request(RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_DUMP);
  request.header<ndmsg>();
  bool found = false;
  socket_.dump(
      request,
      [&](const nlmsghdr& answer) {
        if (mnl_nlmsg_get_payload_len(&answer) < sizeof(ndmsg)) return;
        const auto& entry = *static_cast<const ndmsg*>(mnl_nlmsg_get_payload(&answer));
        if ((entry.ndm_state & (NUD_INCOMPLETE | NUD_PROBE)) != 0) found = true;
      },
      "list neighbours");
  return found;
}

}  // namespace hopproof
