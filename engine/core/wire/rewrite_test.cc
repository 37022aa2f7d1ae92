#include "engine/core/wire/rewrite.hh"

#include "engine/packets/plain_packet.hh"

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

std::string from(Bytes packet, std::string_view source) {
  put_source(packet, *Endpoint::parse(source));
  return is_intact(packet) ? tuple(packet) : "bad checksum: " + tuple(packet);
}

TEST(PutSource, KeepsChecksumsRight) {
  EXPECT_EQ(from(craft({}), "192.0.2.7:9000"), "192.0.2.7:9000 > 10.0.0.1:80");
  EXPECT_EQ(from(craft({.protocol = protocol::udp}), "192.0.2.7:9000"),
            "192.0.2.7:9000 > 10.0.0.1:80");
  EXPECT_EQ(from(craft({.from = "[fd00::2]:1", .to = "[fd00::1]:80"}), "[fd00::9]:9000"),
            "[fd00::9]:9000 > [fd00::1]:80");
  EXPECT_EQ(from(craft_sctp("10.0.0.2:1", "10.0.0.1:80", 1), "10.0.0.2:9000"),
            "10.0.0.2:9000 > 10.0.0.1:80");
}

TEST(PutSource, LeavesErrorsAlone) {
  const Bytes error = icmp_error("10.0.0.1", "10.0.0.2", 3, 1, craft({}));
  EXPECT_EQ(from(error, "192.0.2.7:9000"), "10.0.0.1 > 10.0.0.2");
}

TEST(PutSource, LeavesTheOtherFamilyAlone) {
  EXPECT_EQ(from(craft({}), "[fd00::9]:9000"), "10.0.0.2:40000 > 10.0.0.1:80");
}

TEST(PutSource, LeavesWhatIsNoPacketAlone) {
  Bytes bytes{0x45, 0, 0, 20};
  const Bytes before = bytes;
  put_source(bytes, *Endpoint::parse("192.0.2.7:9000"));
  EXPECT_EQ(bytes, before);
}

}  // namespace
}  // namespace hopproof::core
