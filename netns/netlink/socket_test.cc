#include "netns/netlink/socket.hh"

#include "harness/base/error.hh"
#include "netns/addressing.hh"
#include "netns/lab_privileges.hh"
#include "netns/link.hh"
#include "netns/netlink/attributes.hh"
#include "netns/netlink/generic.hh"
#include "netns/netlink/links.hh"
#include "netns/netlink/neighbours.hh"
#include "netns/netlink/request_queue.hh"
#include "netns/netlink/routes.hh"

#include <cerrno>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace hopproof::netlink {
namespace {

/// Runs the test in a fresh namespace, or skips it.
class NetlinkSocket : public testing::Test {
 protected:
  void SetUp() override {
    HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
    space.emplace(netns::Namespace::create());
    socket.emplace(*space, NETLINK_ROUTE);
  }

  /// 10.1.0.1/24 and `count` more on lo, which is up.
  void add_addresses(uint32_t count) {
    RequestQueue queue(*space);
    netns::set_up(queue, 1, "set up lo");
    netns::add_address(queue, 1, Cidr::parse("10.1.0.1/24").value(), "add an address");
    for (uint32_t i = 0; i < count; ++i)
      netns::add_address(queue, 1, Cidr{IpAddress::v4(0x0a020000 + i), 32}, "add one of many");
    queue.commit();
  }

  std::optional<netns::Namespace> space;
  std::optional<Socket> socket;
};

TEST_F(NetlinkSocket, ADumpOfManyDatagramsIsSeenWhole) {
  add_addresses(2000);
  Message request(RTM_GETADDR, NLM_F_DUMP);
  request.header<ifaddrmsg>().ifa_family = AF_INET;
  std::set<IpAddress> seen;
  socket->request(request, "list addresses", [&](const nlmsghdr& answer) {
    seen.insert(Attributes(answer, sizeof(ifaddrmsg)).find(IFA_LOCAL).address().value());
  });
  EXPECT_EQ(seen.size(), 2002u) << "127.0.0.1 is one";
}

TEST_F(NetlinkSocket, AnAcknowledgementEndsARequest) {
  Message request(RTM_NEWLINK, NLM_F_ACK);
  auto& header = request.header<ifinfomsg>();
  header.ifi_index = 1;
  header.ifi_flags = header.ifi_change = IFF_UP;
  EXPECT_EQ(socket->try_request(request, "set up lo"), 0);
  EXPECT_EQ(socket->drain(), 0u) << "nothing is left unread";
  EXPECT_NE(find_link(*socket, 1).value().flags & IFF_UP, 0u);
}

TEST_F(NetlinkSocket, ErrorsCarryTheAttemptAndTheKernelsOwnWords) {
  Message request(RTM_NEWROUTE, NLM_F_CREATE);
  auto& header = request.header<rtmsg>();
  header.rtm_family = AF_INET;
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_type = RTN_UNICAST;
  request.put(RTA_GATEWAY, IpAddress::parse("10.0.0.1").value().bytes());
  EXPECT_EQ(socket->try_request(request, "add a route"), ENETUNREACH);
  try {
    socket->request(request, "add a route");
    FAIL();
  } catch (const SystemError& error) {
    EXPECT_STREQ(error.what(),
                 "cannot add a route: Nexthop has invalid gateway: Network is unreachable");
  }
}

TEST_F(NetlinkSocket, ARefusedDumpIsAnError) {
  Message request(NLMSG_MIN_TYPE + 1000, NLM_F_DUMP);
  request.header<rtmsg>();
  EXPECT_NE(socket->try_request(request, "list what there is not"), 0);
}

TEST_F(NetlinkSocket, AnswersThatNobodyWaitedForArePassedOver) {
  Message nonsense(RTM_DELLINK, 0);
  nonsense.header<ifinfomsg>().ifi_index = 77;
  for (int i = 0; i < 3; ++i) socket->send(nonsense.bytes());
  EXPECT_EQ(list_links(*socket).front().name, "lo");
}

TEST_F(NetlinkSocket, NewsAreReadWithoutWaiting) {
  Socket news(*space, NETLINK_ROUTE, {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR});
  EXPECT_EQ(news.drain(), 0u);
  add_addresses(0);
  std::set<int> types;
  news.drain([&](const nlmsghdr& message) { types.insert(message.nlmsg_type); });
  EXPECT_TRUE(types.contains(RTM_NEWLINK));
  EXPECT_TRUE(types.contains(RTM_NEWADDR));
}

TEST_F(NetlinkSocket, LostNewsAreNews) {
  Socket news(*space, NETLINK_ROUTE, {RTNLGRP_IPV4_IFADDR});
  const int small = 1;  // the kernel takes its least
  check("make a buffer small",
        ::setsockopt(news.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small));
  add_addresses(100);
  bool overrun = false;
  news.drain([&](const nlmsghdr& message) { overrun |= message.nlmsg_type == NLMSG_OVERRUN; });
  EXPECT_TRUE(overrun);
  EXPECT_EQ(news.drain(), 0u);
}

TEST_F(NetlinkSocket, RoutesAreLookedUpAndListed) {
  add_addresses(0);
  const RouteReply own = look_up_route(*socket, {IpAddress::parse("10.1.0.1").value(), {}, 0});
  EXPECT_EQ(own.error, 0);
  EXPECT_EQ(own.type, RTN_LOCAL);
  EXPECT_EQ(own.output, 1);
  EXPECT_EQ(own.source, IpAddress::parse("10.1.0.1"));
  EXPECT_EQ(look_up_route(*socket, {IpAddress::parse("192.0.2.1").value(), {}, 0}).error,
            ENETUNREACH);
  EXPECT_THAT(list_routes(*socket),
              testing::Contains(testing::Field(&RouteReply::prefix, testing::Eq(24))));
}

TEST_F(NetlinkSocket, LinksHaveNamesAndSizes) {
  const Link lo = find_link(*socket, 1).value();
  EXPECT_EQ(lo.name, "lo");
  EXPECT_EQ(lo.mtu, 65536u);
  EXPECT_EQ(lo.port_state, std::nullopt);
  EXPECT_FALSE(find_link(*socket, 77));
  EXPECT_TRUE(list_neighbours(*socket).empty());
}

TEST_F(NetlinkSocket, FamiliesOfGenericNetlinkAreFoundByName) {
  Socket generic(*space, NETLINK_GENERIC);
  EXPECT_EQ(find_generic_family(generic, "nlctrl"), GENL_ID_CTRL);
  EXPECT_EQ(find_generic_family(generic, "no such family"), std::nullopt);
}

}  // namespace
}  // namespace hopproof::netlink
