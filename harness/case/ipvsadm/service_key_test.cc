#include "harness/case/ipvsadm/ipvsadm.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

ServiceKey key(std::string_view words) {
  return std::get<IpvsadmCommand>(parse_ipvsadm("-A " + std::string(words))).service.value();
}

TEST(ServiceKey, HasAProtocolUnlessItIsAMark) {
  EXPECT_EQ(key("-t 10.0.0.1:80").protocol(), 6);
  EXPECT_EQ(key("-u 10.0.0.1:53").protocol(), 17);
  EXPECT_EQ(key("--sctp-service 10.0.0.1:3868").protocol(), 132);
  EXPECT_EQ(key("-f 7").protocol(), 0);
}

TEST(ServiceKey, IsOfTheKindOfItsProtocol) {
  for (const char* words : {"-t 10.0.0.1:80", "-u 10.0.0.1:53", "--sctp-service 10.0.0.1:3868"})
    EXPECT_EQ(service_kind(key(words).protocol()), key(words).kind) << words;
  EXPECT_EQ(service_kind(1), std::nullopt);
  EXPECT_EQ(service_kind(0), std::nullopt);
}

}  // namespace
}  // namespace hopproof
