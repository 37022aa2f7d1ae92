#include "netns/link.hh"

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

namespace hopproof::netns {
namespace {

constexpr uint16_t new_link = NLM_F_CREATE | NLM_F_EXCL;

void put_identity(netlink::Message& message, const VethEnd& end, int mtu) {
  message.put_text(IFLA_IFNAME, end.name);
  message.put(IFLA_ADDRESS, end.mac);
  message.put_u32(IFLA_MTU, uint32_t(mtu));
  message.put_u32(IFLA_NET_NS_FD, uint32_t(end.space->fd().get()));
  // One queue: frames of one direction stay in the order in which they were sent.
  message.put_u32(IFLA_NUM_TX_QUEUES, 1);
  message.put_u32(IFLA_NUM_RX_QUEUES, 1);
}

void fill_header(ifinfomsg& header, int index, bool up) {
  header.ifi_family = AF_UNSPEC;
  header.ifi_index = index;
  header.ifi_flags = up ? unsigned(IFF_UP) : 0u;
  header.ifi_change = up ? unsigned(IFF_UP) : 0u;
}

void put_bridge_options(netlink::Message& message) {
  message.nest(IFLA_LINKINFO, [&] {
    message.put_text(IFLA_INFO_KIND, "bridge");
    message.nest(IFLA_INFO_DATA, [&] {
      message.put_u32(IFLA_BR_STP_STATE, 0);
      message.put_u8(IFLA_BR_MCAST_SNOOPING, 0);
    });
  });
}

}  // namespace

void add_veth(netlink::RequestQueue& queue, const VethEnd& near, const VethEnd& far, int mtu,
              std::string attempt) {
  netlink::Message& message = queue.add(RTM_NEWLINK, new_link, std::move(attempt));
  fill_header(message.header<ifinfomsg>(), near.index, near.up);
  put_identity(message, near, mtu);
  if (near.bridge != 0) message.put_u32(IFLA_MASTER, uint32_t(near.bridge));
  message.nest(IFLA_LINKINFO, [&] {
    message.put_text(IFLA_INFO_KIND, "veth");
    message.nest(IFLA_INFO_DATA, [&] {
      message.nest(VETH_INFO_PEER, [&] {
        fill_header(message.header<ifinfomsg>(), far.index, far.up);
        put_identity(message, far, mtu);
      });
    });
  });
}

void add_bridge(netlink::RequestQueue& queue, const std::string& name, int index, int mtu,
                std::string attempt) {
  netlink::Message& message = queue.add(RTM_NEWLINK, new_link, std::move(attempt));
  fill_header(message.header<ifinfomsg>(), index, true);
  message.put_text(IFLA_IFNAME, name);
  message.put_u32(IFLA_MTU, uint32_t(mtu));
  put_bridge_options(message);
}

void add_unplugged(netlink::RequestQueue& queue, const std::string& name, int index,
                   const MacAddress& mac, std::string attempt) {
  netlink::Message& message = queue.add(RTM_NEWLINK, new_link, std::move(attempt));
  auto& header = message.header<ifinfomsg>();
  fill_header(header, index, false);
  header.ifi_flags |= IFF_NOARP;
  header.ifi_change |= IFF_NOARP;
  message.put_text(IFLA_IFNAME, name);
  message.put(IFLA_ADDRESS, mac);
  put_bridge_options(message);
}

void add_tunnel_device(netlink::RequestQueue& queue, const std::string& name, std::string attempt) {
  netlink::Message& message = queue.add(RTM_NEWLINK, new_link, std::move(attempt));
  message.header<ifinfomsg>().ifi_family = AF_UNSPEC;
  message.put_text(IFLA_IFNAME, name);
  message.nest(IFLA_LINKINFO, [&] { message.put_text(IFLA_INFO_KIND, "ipip"); });
  queue.forgive(EEXIST);
}

void set_up(netlink::RequestQueue& queue, int index, std::string attempt) {
  netlink::Message& message = queue.add(RTM_NEWLINK, 0, std::move(attempt));
  fill_header(message.header<ifinfomsg>(), index, true);
}

void set_resolution_pace(netlink::RequestQueue& queue, int index, std::string attempt) {
  constexpr uint64_t question_every_ms = 60;
  for (const char* table : {"arp_cache", "ndisc_cache"}) {
    netlink::Message& message = queue.add(RTM_SETNEIGHTBL, NLM_F_REPLACE, attempt);
    message.header<ndtmsg>().ndtm_family = AF_UNSPEC;
    message.put_text(NDTA_NAME, table);
    message.nest(NDTA_PARMS, [&] {
      message.put_u32(NDTPA_IFINDEX, uint32_t(index));
      message.put_u64(NDTPA_RETRANS_TIME, question_every_ms);
    });
  }
}

}  // namespace hopproof::netns
