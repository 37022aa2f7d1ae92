#include "harness/base/address.hh"

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace hopproof {
namespace {

TEST(IpAddress, ReadsAndWritesBothFamilies) {
  EXPECT_EQ(IpAddress::parse("1.65.15.141")->text(), "1.65.15.141");
  EXPECT_EQ(IpAddress::parse("2001:db8:0::5")->text(), "2001:db8::5");
  EXPECT_FALSE(IpAddress::parse("1.65.15"));
  EXPECT_FALSE(IpAddress::parse("[::1]"));
  EXPECT_EQ(IpAddress::v4(0x0a000001).text(), "10.0.0.1");
}

TEST(IpAddress, MasksAtAnyBit) {
  EXPECT_EQ(IpAddress::parse("10.1.2.255")->masked(25).text(), "10.1.2.128");
  EXPECT_EQ(IpAddress::parse("10.1.2.3")->masked(0).text(), "0.0.0.0");
  EXPECT_EQ(IpAddress::parse("2001:db8:ffff::1")->masked(36).text(), "2001:db8:f000::");
}

TEST(Cidr, ContainsOnlyItsNetwork) {
  const Cidr lan = *Cidr::parse("192.168.50.253/24");
  EXPECT_TRUE(lan.contains(*IpAddress::parse("192.168.50.1")));
  EXPECT_FALSE(lan.contains(*IpAddress::parse("192.168.51.1")));
  EXPECT_FALSE(lan.contains(*IpAddress::parse("::1")));
  EXPECT_TRUE(lan.overlaps(*Cidr::parse("192.168.0.0/16")));
  EXPECT_FALSE(Cidr::parse("10.0.0.1/33"));
  EXPECT_EQ(Cidr::parse("10.0.0.1")->prefix, 32);
}

TEST(Endpoint, NeedsBracketsForSixAndNoneForFour) {
  EXPECT_EQ(Endpoint::parse("[2001:db8::5]:80")->text(), "[2001:db8::5]:80");
  EXPECT_EQ(Endpoint::parse("10.0.0.1:65535")->port, 65535);
  EXPECT_FALSE(Endpoint::parse("10.0.0.1:65536"));
  EXPECT_FALSE(Endpoint::parse("2001:db8::5:80"));
  EXPECT_FALSE(Endpoint::parse("[10.0.0.1]:80"));
}

TEST(Endpoint, SurvivesASocketAddress) {
  for (const char* text : {"10.0.0.1:80", "[2001:db8::5]:443"}) {
    sockaddr_storage storage;
    Endpoint::parse(text)->to_sockaddr(storage);
    EXPECT_EQ(Endpoint::from(storage).text(), text);
  }
}

}  // namespace
}  // namespace hopproof
