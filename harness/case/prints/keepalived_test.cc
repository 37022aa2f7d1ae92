#include "harness/case/prints/keepalived.hh"

#include "harness/case/load.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Keepalived, IsReadInACaseThatHasItsInterfaces) {
  const std::vector<KeepalivedFile> files{
      {"lb.conf",
       "\n  # dev eth9\n$IF=eth1\nvirtual_server 10.0.0.1 80 {\r\n}\n"
       "@lb1 vrrp_instance V1 {\n interface eth0 ! dev eth8\n track_interface {\n  bond0.7 weight 5\n }\n"
       " virtual_ipaddress {\n  10.0.0.1/24 dev $IF\n }\n}\n"},
      {"conf.d/web.conf", "\tvirtual_server_group G {\n}\n"}};
  const std::string text = keepalived_case(files, "lb1");
  const LoadedCase loaded = parse_case(text, "keepalived");
  ASSERT_TRUE(loaded.parsed) << render(loaded.diagnostics, "keepalived", loaded.source) << text;
  const Node& lb = loaded.parsed->nodes.front();
  std::string names;
  for (const Interface& one : lb.interfaces) names += one.name + " ";
  EXPECT_EQ(names, "eth0 bond0.7 eth1 ");
  EXPECT_EQ(lb.files[0].text.find('\r'), std::string::npos);
  EXPECT_TRUE(lb.files[0].text.starts_with("\n  # dev eth9\n$IF=eth1\n")) << lb.files[0].text;
  EXPECT_EQ(loaded.parsed->steps.size(), 7);
}

TEST(Keepalived, OnlyTheHalfThatIsConfiguredRuns) {
  const std::vector<KeepalivedFile> services{{"k", "virtual_server fwmark 1 {\n}\n"}};
  EXPECT_EQ(keepalived_case(services, "a").find("vrrp.log"), std::string::npos);
  const std::vector<KeepalivedFile> vrrp{{"k", "vrrp_instance V {\n}\n"}};
  EXPECT_EQ(keepalived_case(vrrp, "a").find("services.log"), std::string::npos);
}

TEST(Keepalived, WhatACaseHasNoWordForIsARemark) {
  const std::vector<KeepalivedFile> files{
      {"k.conf", "# quorum 2\n  sorry_server 10.1.0.99 80\n  TCP_CHECK {\n"}};
  EXPECT_EQ(
      keepalived_remarks(files),
      (std::vector<std::string>{"k.conf:2: sorry_server 10.1.0.99 80", "k.conf:3: TCP_CHECK"}));
}

TEST(Keepalived, AddressesOfTheCaseAreNotOfTheConfiguration) {
  EXPECT_TRUE(is_of_keepalived_case("2: eth0    inet 198.18.1.1/24 scope global eth0"));
  EXPECT_TRUE(is_of_keepalived_case("1: lo    inet 127.0.0.1/8 scope host lo"));
  EXPECT_FALSE(is_of_keepalived_case("2: eth0    inet 10.0.0.1/24 scope global eth0"));
}

}  // namespace
}  // namespace hopproof
