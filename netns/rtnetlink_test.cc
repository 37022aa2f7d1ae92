#include "netns/rtnetlink.hh"

#include "netns/addressing.hh"
#include "netns/lab_privileges.hh"
#include "netns/link.hh"
#include "netns/netlink_attributes.hh"
#include "netns/sample_case.hh"

#include <array>
#include <cerrno>
#include <cstring>

#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace hopproof {
namespace {

TEST(NetlinkMessage, RefusesWhatDoesNotFit) {
  NetlinkMessage message(RTM_NEWLINK, 0);
  const std::string long_text(600, 'x');
  message.put_text(IFLA_IFNAME, long_text);
  EXPECT_THROW(message.put_text(IFLA_IFNAME, long_text), HostError);
}

TEST(NetlinkAttributes, StopAtAMalformedOne) {
  std::array<uint32_t, 4> bytes{};
  nlattr attribute{8, 7};
  std::memcpy(bytes.data(), &attribute, sizeof attribute);
  bytes[1] = 42;
  attribute.nla_len = 400;  // beyond the end
  std::memcpy(bytes.data() + 2, &attribute, sizeof attribute);
  int seen = 0;
  for_each_attribute(bytes.data(), sizeof bytes, [&](const nlattr& each) {
    ++seen;
    EXPECT_EQ(number_of<uint32_t>(each), 42u);
    EXPECT_EQ(number_of<uint64_t>(each, 5), 5u) << "too short for this number";
  });
  EXPECT_EQ(seen, 1);
}

/// An NLMSG_ERROR as the kernel sends it, cut to `length`.
struct Answer {
  alignas(8) std::array<char, 128> bytes{};

  Answer(int error, const char* words, uint32_t length = 0) {
    nlmsghdr* header = mnl_nlmsg_put_header(bytes.data());
    header->nlmsg_type = NLMSG_ERROR;
    header->nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
    auto* payload = static_cast<nlmsgerr*>(mnl_nlmsg_put_extra_header(header, sizeof(nlmsgerr)));
    payload->error = -error;
    mnl_attr_put_strz(header, NLMSGERR_ATTR_MSG, words);
    if (length != 0) header->nlmsg_len = length;
  }
  const nlmsghdr& message() const { return *reinterpret_cast<const nlmsghdr*>(bytes.data()); }
};

TEST(NetlinkSocket, ReadsErrorAndExplanation) {
  const Answer answer(ENETUNREACH, "Nexthop has invalid gateway");
  EXPECT_EQ(error_of(answer.message()), ENETUNREACH);
  EXPECT_EQ(explanation_of(answer.message()), "Nexthop has invalid gateway");
}

TEST(NetlinkSocket, SurvivesShortAnswers) {
  const Answer cut(EINVAL, "words", NLMSG_HDRLEN + 2);
  EXPECT_EQ(error_of(cut.message()), EBADMSG);
  EXPECT_EQ(explanation_of(cut.message()), "");
  Answer uncapped(EINVAL, "words", NLMSG_HDRLEN + 2);
  reinterpret_cast<nlmsghdr*>(uncapped.bytes.data())->nlmsg_flags = NLM_F_ACK_TLVS;
  std::memset(uncapped.bytes.data() + NLMSG_HDRLEN, 0xff, sizeof(nlmsgerr));
  EXPECT_EQ(explanation_of(uncapped.message()), "");
  const Answer half(EINVAL, "words", NLMSG_HDRLEN + sizeof(nlmsgerr) + 6);
  EXPECT_EQ(explanation_of(half.message()), "");
}

std::string message_of(RtNetlink& netlink) {
  try {
    netlink.commit();
  } catch (const SystemError& error) {
    return error.what();
  }
  return "";
}

/// Runs the test in a fresh namespace, or skips it.
class Kernel : public testing::Test {
 protected:
  void SetUp() override {
    HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
    space.emplace(Namespace::create());
    netlink.emplace(*space);
  }
  std::optional<Namespace> space;
  std::optional<RtNetlink> netlink;
};

int no_interface(const std::string& name) { throw HostError("no " + name); }

TEST_F(Kernel, ErrorsCarryTheAttemptAndTheKernelsOwnWords) {
  const Route route = sample::route("gateway", "", "0.0.0.0/0", "10.0.0.1").route;
  set_up(*netlink, 1, "set up lo");
  add_route(*netlink, route, no_interface, "add route rs1.routes.gateway (default via 10.0.0.1)");
  EXPECT_EQ(message_of(*netlink),
            "cannot add route rs1.routes.gateway (default via 10.0.0.1): Nexthop has invalid "
            "gateway: Network is unreachable");
}

TEST_F(Kernel, TheFirstFailureOfABatchIsTold) {
  add_address(*netlink, 1, Cidr::parse("10.0.0.1/24").value(), "add a");
  add_address(*netlink, 1, Cidr::parse("10.0.0.1/24").value(), "add b");
  add_address(*netlink, 77, Cidr::parse("10.0.0.1/24").value(), "add c");
  EXPECT_EQ(message_of(*netlink).substr(0, 12), "cannot add b");
  EXPECT_EQ(message_of(*netlink), "") << "a failed batch leaves nothing queued";
}

TEST_F(Kernel, MoreRequestsThanOneSendTakes) {
  set_up(*netlink, 1, "set up lo");
  for (uint32_t i = 1; i <= 500; ++i)
    add_address(*netlink, 1, Cidr{IpAddress::v4(0x0a000000 + i), 32}, "add one of many");
  EXPECT_EQ(message_of(*netlink), "");
}

TEST_F(Kernel, ForgivesWhatItWasToldTo) {
  add_address(*netlink, 1, Cidr::parse("10.0.0.1/24").value(), "add");
  add_address(*netlink, 1, Cidr::parse("10.0.0.1/24").value(), "add again");
  netlink->forgive(EEXIST);
  EXPECT_EQ(message_of(*netlink), "");
}

TEST_F(Kernel, RoutesAndRulesOfEveryKind) {
  add_unplugged(*netlink, "dummy0", 5, mac_of_place(0, 0), "create dummy0");
  set_up(*netlink, 1, "set up lo");
  set_up(*netlink, 5, "set up dummy0");
  add_address(*netlink, 5, Cidr::parse("10.0.0.1/24").value(), "add");
  add_address(*netlink, 5, Cidr::parse("2001:db8::1/64").value(), "add v6");
  const auto dummy = [](const std::string&) { return 5; };
  Route route = sample::route("", "", "10.1.0.0/16", "10.0.0.9").route;
  route.metric = 7;
  route.mtu = 1400;
  route.table = 1000;
  route.source = IpAddress::parse("10.0.0.1");
  add_route(*netlink, route, dummy, "add route");
  route = sample::route("", "", "10.2.0.0/16", "192.0.2.1").route;
  route.onlink = true;
  route.dev = "dummy0";
  add_route(*netlink, route, dummy, "add onlink route");
  route = sample::route("", "", "10.3.0.0/16", "").route;
  for (const auto type :
       {Route::Type::blackhole, Route::Type::unreachable, Route::Type::prohibit}) {
    route.type = type;
    route.metric = route.metric.value_or(0) + 1;
    add_route(*netlink, route, dummy, "add special route");
  }
  route = sample::route("", "", "10.4.0.0/16", "").route;
  route.type = Route::Type::local;
  route.dev = "lo";
  add_route(
      *netlink, route, [](const std::string&) { return 1; }, "add local route");
  add_route(*netlink, sample::route("", "", "::/0", "2001:db8::9").route, dummy, "add v6 route");
  route = sample::route("", "", "10.5.0.0/16", "2001:db8::9").route;
  add_route(*netlink, route, dummy, "add v4 route via v6");
  PolicyRule rule;
  rule.from = Cidr::parse("10.0.0.0/24");
  rule.mark = 1;
  rule.mark_mask = 0xff;
  rule.iif = "dummy0";
  rule.priority = 50;
  rule.table = 1000;
  add_policy_rule(*netlink, rule, "add rule");
  PolicyRule reject;
  reject.to = Cidr::parse("10.9.0.0/16");
  reject.action = Route::Type::prohibit;
  reject.inverted = true;
  add_policy_rule(*netlink, reject, "add prohibit rule");
  EXPECT_EQ(message_of(*netlink), "");
}

}  // namespace
}  // namespace hopproof
