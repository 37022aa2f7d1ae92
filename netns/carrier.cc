#include "netns/carrier.hh"

#include "harness/base/error.hh"
#include "netns/netlink_attributes.hh"
#include "netns/netlink_socket.hh"

#include <algorithm>
#include <chrono>
#include <set>

#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <poll.h>

namespace hopproof {
namespace {

using Clock = std::chrono::steady_clock;

struct LinkState {
  int operational = -1;
  int port_state = BR_STATE_FORWARDING;
};

void read_link_info(const nlattr& info, LinkState& state) {
  for_each_attribute(info, [&](const nlattr& part) {
    if (mnl_attr_get_type(&part) != IFLA_INFO_SLAVE_DATA) return;
    for_each_attribute(part, [&](const nlattr& option) {
      if (mnl_attr_get_type(&option) == IFLA_BRPORT_STATE)
        state.port_state = number_of<uint8_t>(option);
    });
  });
}

bool passes_frames(const nlmsghdr& link) {
  LinkState state;
  for_each_attribute(link, sizeof(ifinfomsg), [&](const nlattr& attribute) {
    const int type = mnl_attr_get_type(&attribute);
    if (type == IFLA_OPERSTATE) state.operational = number_of<uint8_t>(attribute);
    if (type == IFLA_LINKINFO) read_link_info(attribute, state);
  });
  return state.operational == IF_OPER_UP && state.port_state == BR_STATE_FORWARDING;
}

/// Those of `indices` that do not pass frames yet.
std::set<int> find_waiting(NetlinkSocket& socket, const std::vector<int>& indices) {
  NetlinkMessage request(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP);
  request.header<ifinfomsg>().ifi_family = AF_UNSPEC;
  request.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
  std::set<int> waiting(indices.begin(), indices.end());
  const auto visit = [&](const nlmsghdr& answer) {
    if (mnl_nlmsg_get_payload_len(&answer) < sizeof(ifinfomsg)) return;
    const auto& header = *static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(&answer));
    if (passes_frames(answer)) waiting.erase(header.ifi_index);
  };
  socket.dump(request, visit, "list interfaces");
  return waiting;
}

/// Waits for any news of an interface; false when there is none until the deadline.
bool wait_for_news(NetlinkSocket& news, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  pollfd fd{news.fd(), POLLIN, 0};
  if (left.count() <= 0 || check("wait for a carrier", ::poll(&fd, 1, int(left.count()))) == 0)
    return false;
  news.receive([](const nlmsghdr&) { return true; }, "receive messages about interfaces");
  return true;
}

}  // namespace

void wait_for_carrier(const Namespace& space, const std::vector<int>& indices,
                      const std::string& where) {
  if (indices.empty()) return;
  NetlinkSocket socket(space, NETLINK_ROUTE);
  if (find_waiting(socket, indices).empty()) return;
  // Listen first, then look again: no news can be missed in between.
  NetlinkSocket news(space, NETLINK_ROUTE, RTMGRP_LINK);
  const auto deadline = Clock::now() + std::chrono::seconds(5);
  while (!find_waiting(socket, indices).empty())
    if (!wait_for_news(news, deadline)) throw HostError("no carrier on an interface of " + where);
}

}  // namespace hopproof
