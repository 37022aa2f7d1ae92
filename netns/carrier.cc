#include "netns/carrier.hh"

#include "harness/base/error.hh"
#include "netns/netlink/links.hh"

#include <algorithm>
#include <chrono>

#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <poll.h>

namespace hopproof::netns {
namespace {

using Clock = std::chrono::steady_clock;

bool passes_frames(const netlink::Link& link) {
  return link.operational == IF_OPER_UP &&
         link.port_state.value_or(BR_STATE_FORWARDING) == BR_STATE_FORWARDING;
}

bool all_pass_frames(netlink::Socket& socket, const std::vector<int>& indices) {
  const auto links = netlink::list_links(socket);
  return std::ranges::all_of(indices, [&](int index) {
    const auto link = std::ranges::find(links, index, &netlink::Link::index);
    return link != links.end() && passes_frames(*link);
  });
}

/// Waits for any news of an interface; false when there is none until the deadline.
bool wait_for_news(netlink::Socket& news, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  pollfd fd{news.fd(), POLLIN, 0};
  if (left.count() <= 0 || check("wait for a carrier", ::poll(&fd, 1, int(left.count()))) == 0)
    return false;
  news.drain();
  return true;
}

}  // namespace

void wait_for_carrier(const Namespace& space, const std::vector<int>& indices,
                      const std::string& where) {
  if (indices.empty()) return;
  netlink::Socket socket(space, NETLINK_ROUTE);
  if (all_pass_frames(socket, indices)) return;
  // Listen first, then look again: no news can be missed in between.
  netlink::Socket news(space, NETLINK_ROUTE, {RTNLGRP_LINK});
  const auto deadline = Clock::now() + std::chrono::seconds(5);
  while (!all_pass_frames(socket, indices))
    if (!wait_for_news(news, deadline)) throw HostError("no carrier on an interface of " + where);
}

}  // namespace hopproof::netns
