#include "engine/netfilter/service_addresses.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace hopproof::netfilter {
namespace {

core::ServiceView service(const char* line, const char* server) {
  const auto command = std::get<IpvsadmCommand>(parse_ipvsadm(line));
  core::ServiceView view;
  view.key = *command.service;
  view.servers.emplace_back().address = *Endpoint::parse(server);
  return view;
}

TEST(ServiceAddresses, AreThoseOfServicesAndServers) {
  const auto addresses = addresses_of({service("-A -u 10.0.0.1:53 -s rr", "10.0.0.2:5353"),
                                       service("-A -t [fd00::1]:80 -s rr", "[fd00::2]:0")});
  EXPECT_THAT(addresses.vips, testing::UnorderedElementsAre(*IpAddress::parse("10.0.0.1"),
                                                            *IpAddress::parse("fd00::1")));
  EXPECT_THAT(addresses.rips, testing::UnorderedElementsAre(*IpAddress::parse("10.0.0.2"),
                                                            *IpAddress::parse("fd00::2")));
  EXPECT_THAT(
      addresses.server_ports,
      testing::UnorderedElementsAre(ServerPort{*IpAddress::parse("10.0.0.2"), IPPROTO_UDP, 5353},
                                    ServerPort{*IpAddress::parse("fd00::2"), IPPROTO_TCP, 0}));
  EXPECT_TRUE(addresses.marks.empty());
}

TEST(ServiceAddresses, OfAMarkAreUnknownButForItsServers) {
  const auto addresses = addresses_of({service("-A -f 7 -s rr", "10.0.0.2:80")});
  EXPECT_TRUE(addresses.vips.empty());
  EXPECT_EQ(addresses.server_ports.size(), 3U) << "TCP, UDP and SCTP";
  EXPECT_THAT(addresses.marks, testing::ElementsAre(std::pair(Family::v4, 7U)));
}

}  // namespace
}  // namespace hopproof::netfilter
