#include "harness/model/source_address.hh"

#include "harness/model/test_case.hh"

#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

std::string chosen(const std::string& interfaces, const char* to, const char* via = nullptr,
                   uint8_t scope = universe_scope) {
  const SourceAddresses addresses(node_of("    interfaces: " + interfaces + "\n"));
  std::optional<IpAddress> gateway;
  if (via != nullptr) gateway = ip(via);
  const auto source = addresses.choose("a", ip(to), gateway, scope);
  return source ? source->text() : "none";
}

TEST(SourceAddresses, TheFirstOneOfTheInterface) {
  EXPECT_EQ(chosen("{a: [10.0.0.1/24, 10.3.0.1/24]}", "192.0.2.1"), "10.0.0.1");
  EXPECT_EQ(chosen("{a: [10.0.0.1/24, 10.3.0.1/24]}", "192.0.2.1", "10.3.0.9"), "10.3.0.1");
}

TEST(SourceAddresses, ASecondaryOneIsNeverChosen) {
  EXPECT_EQ(chosen("{a: [10.0.0.1/24, 10.0.0.2/24]}", "10.0.0.9", "10.0.0.9"), "10.0.0.1");
}

TEST(SourceAddresses, AnotherInterfacesWhereThisHasNone) {
  EXPECT_EQ(chosen("{a: [], b: 10.1.0.1/24}", "192.0.2.1"), "10.1.0.1");
}

TEST(SourceAddresses, OnesOfTheHostOnlyForTheHost) {
  EXPECT_EQ(chosen("{a: []}", "192.0.2.1"), "none");
  EXPECT_EQ(chosen("{a: []}", "192.0.2.1", nullptr, host_scope), "127.0.0.1");
}

TEST(SourceAddresses, OfIpv6TheInterfaceThenTheLongestCommonPrefix) {
  EXPECT_EQ(chosen("{a: ['2001:db8:1::1/64', '2001:db8:2::1/64'], b: '2001:db8:3::1/64'}",
                   "2001:db8:2::9"),
            "2001:db8:2::1");
  EXPECT_EQ(chosen("{a: '2001:db8:1::1/64', b: '2001:db8:3::1/64'}", "2001:db8:3::9"),
            "2001:db8:1::1");
}

TEST(SourceAddresses, OfIpv6NoUniqueLocalOneForTheWorld) {
  EXPECT_EQ(chosen("{a: ['2001:db8::1/64', 'fd00::1/64']}", "2002::1"), "2001:db8::1")
      << "RFC 6724, rule 6: the labels";
}

}  // namespace
}  // namespace hopproof::model
