#include "netns/netlink/request_queue.hh"

#include "netns/addressing.hh"
#include "netns/lab_privileges.hh"
#include "netns/link.hh"
#include "netns/sample_case.hh"

#include <cerrno>

#include <gtest/gtest.h>

namespace hopproof::netlink {
namespace {

std::string message_of(RequestQueue& queue) {
  try {
    queue.commit();
  } catch (const SystemError& error) {
    return error.what();
  }
  return "";
}

/// Runs the test in a fresh namespace, or skips it.
class NetlinkRequestQueue : public testing::Test {
 protected:
  void SetUp() override {
    HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
    space.emplace(netns::Namespace::create());
    queue.emplace(*space);
  }
  std::optional<netns::Namespace> space;
  std::optional<RequestQueue> queue;
};

int no_interface(const std::string& name) { throw HostError("no " + name); }

TEST_F(NetlinkRequestQueue, ErrorsCarryTheAttemptAndTheKernelsOwnWords) {
  const Route route = netns::sample::route("gateway", "", "0.0.0.0/0", "10.0.0.1").route;
  netns::set_up(*queue, 1, "set up lo");
  netns::add_route(*queue, route, no_interface,
                   "add route rs1.routes.gateway (default via 10.0.0.1)");
  EXPECT_EQ(message_of(*queue),
            "cannot add route rs1.routes.gateway (default via 10.0.0.1): Nexthop has invalid "
            "gateway: Network is unreachable");
}

TEST_F(NetlinkRequestQueue, TheFirstFailureOfABatchIsTold) {
  netns::add_address(*queue, 1, Cidr::parse("10.0.0.1/24").value(), "add a");
  netns::add_address(*queue, 1, Cidr::parse("10.0.0.1/24").value(), "add b");
  netns::add_address(*queue, 77, Cidr::parse("10.0.0.1/24").value(), "add c");
  EXPECT_EQ(message_of(*queue).substr(0, 12), "cannot add b");
  EXPECT_EQ(message_of(*queue), "") << "a failed batch leaves nothing queued";
}

TEST_F(NetlinkRequestQueue, MoreRequestsThanOneSendTakes) {
  netns::set_up(*queue, 1, "set up lo");
  for (uint32_t i = 1; i <= 500; ++i)
    netns::add_address(*queue, 1, Cidr{IpAddress::v4(0x0a000000 + i), 32}, "add one of many");
  EXPECT_EQ(message_of(*queue), "");
}

TEST_F(NetlinkRequestQueue, ForgivesWhatItWasToldTo) {
  netns::add_address(*queue, 1, Cidr::parse("10.0.0.1/24").value(), "add");
  netns::add_address(*queue, 1, Cidr::parse("10.0.0.1/24").value(), "add again");
  queue->forgive(EEXIST);
  EXPECT_EQ(message_of(*queue), "");
}

TEST_F(NetlinkRequestQueue, RoutesAndRulesOfEveryKind) {
  netns::add_unplugged(*queue, "dummy0", 5, mac_of_place(0, 0), "create dummy0");
  netns::set_up(*queue, 1, "set up lo");
  netns::set_up(*queue, 5, "set up dummy0");
  netns::add_address(*queue, 5, Cidr::parse("10.0.0.1/24").value(), "add");
  netns::add_address(*queue, 5, Cidr::parse("2001:db8::1/64").value(), "add v6");
  const auto dummy = [](const std::string&) { return 5; };
  Route route = netns::sample::route("", "", "10.1.0.0/16", "10.0.0.9").route;
  route.metric = 7;
  route.mtu = 1400;
  route.table = 1000;
  route.source = IpAddress::parse("10.0.0.1");
  netns::add_route(*queue, route, dummy, "add route");
  route = netns::sample::route("", "", "10.2.0.0/16", "192.0.2.1").route;
  route.onlink = true;
  route.dev = "dummy0";
  netns::add_route(*queue, route, dummy, "add onlink route");
  route = netns::sample::route("", "", "10.3.0.0/16", "").route;
  for (const auto type :
       {Route::Type::blackhole, Route::Type::unreachable, Route::Type::prohibit}) {
    route.type = type;
    route.metric = route.metric.value_or(0) + 1;
    netns::add_route(*queue, route, dummy, "add special route");
  }
  route = netns::sample::route("", "", "10.4.0.0/16", "").route;
  route.type = Route::Type::local;
  route.dev = "lo";
  netns::add_route(
      *queue, route, [](const std::string&) { return 1; }, "add local route");
  netns::add_route(*queue, netns::sample::route("", "", "::/0", "2001:db8::9").route, dummy,
                   "add v6 route");
  route = netns::sample::route("", "", "10.5.0.0/16", "2001:db8::9").route;
  netns::add_route(*queue, route, dummy, "add v4 route via v6");
  PolicyRule rule;
  rule.from = Cidr::parse("10.0.0.0/24");
  rule.mark = 1;
  rule.mark_mask = 0xff;
  rule.iif = "dummy0";
  rule.priority = 50;
  rule.table = 1000;
  netns::add_policy_rule(*queue, rule, "add rule");
  PolicyRule reject;
  reject.to = Cidr::parse("10.9.0.0/16");
  reject.action = Route::Type::prohibit;
  reject.inverted = true;
  netns::add_policy_rule(*queue, reject, "add prohibit rule");
  EXPECT_EQ(message_of(*queue), "");
}

}  // namespace
}  // namespace hopproof::netlink
