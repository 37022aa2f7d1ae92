#include "harness/trace/packet.hh"
#include "harness/trace/test_packets.hh"

#include <random>
#include <string>

#include <gtest/gtest.h>
#include <tins/ip.h>
#include <tins/ipv6.h>

// libtins computes checksums by code of its own; ours, which makes the test packets and which the
// dissector verifies with, must agree with it.

namespace hopproof::trace {
namespace {

using namespace test;

constexpr uint8_t echo = 8, echo6 = 128;

/// The packet as libtins writes it after reading it: with checksums that libtins computed.
Bytes by_libtins(const Bytes& ip) {
  const auto size = uint32_t(ip.size());
  if (ip[0] >> 4 == 4) return Tins::IP(ip.data(), size).serialize();
  return Tins::IPv6(ip.data(), size).serialize();
}

/// Payloads of even and odd lengths, the same in every run.
std::vector<std::string> payloads() {
  std::mt19937 random(20260101);
  std::vector<std::string> all;
  for (const size_t length : {0, 1, 2, 3, 8, 15, 64, 255, 1001, 1400}) {
    std::string& payload = all.emplace_back();
    while (payload.size() < length) payload.push_back(char(random()));
  }
  return all;
}

std::vector<Bytes> packets_with(std::string_view payload) {
  const Bytes body = text(payload);
  const IpSpec four{.source = "203.0.113.77", .destination = "100.222.111.1", .id = 0xbeef};
  const IpSpec six{.source = "2001:db8:ffff::77", .destination = "fd00:1234::abcd:1"};
  return {
      ipv4(four, tcp({.payload = payload})),       ipv4(four, udp(40000, 53, payload)),
      ipv4(four, icmp(echo, 0, 0x00070001, body)), ipv6(six, tcp({.payload = payload})),
      ipv6(six, udp(40000, 53, payload)),          ipv6(six, icmp6(echo6, 0, 0x00070001, body))};
}

/// Where the transport's checksum lies in an IP packet without options or extensions.
size_t checksum_place(const Bytes& ip) {
  const bool v4 = ip[0] >> 4 == 4;
  const uint8_t protocol = ip[v4 ? 9 : 6];
  const size_t in_transport = protocol == protocol::tcp ? 16 : protocol == protocol::udp ? 6 : 2;
  return (v4 ? 20 : 40) + in_transport;
}

void flip_checksum(Bytes& ip) { ip[checksum_place(ip)] ^= 0x55; }

TEST(ChecksumOracle, TestPacketsHaveTheChecksumsOfLibtins) {
  for (const std::string& payload : payloads()) {
    for (const Bytes& packet : packets_with(payload)) {
      Bytes spoilt = packet;
      flip_checksum(spoilt);
      if (packet[0] >> 4 == 4) spoilt[10] ^= 0x55;  // of the IPv4 header
      EXPECT_EQ(by_libtins(spoilt), packet) << dissect_frame(ethernet({}, packet)).text();
    }
  }
}

TEST(ChecksumOracle, DissectorTakesThoseOfLibtinsAndNoOther) {
  for (const std::string& payload : payloads()) {
    for (const Bytes& packet : packets_with(payload)) {
      Bytes written = by_libtins(packet);
      const Packet right = dissect_frame(ethernet({}, written));
      EXPECT_EQ(right.transport_checksum, ChecksumState::right) << right.text();
      flip_checksum(written);
      const Packet wrong = dissect_frame(ethernet({}, written));
      EXPECT_EQ(wrong.transport_checksum, ChecksumState::wrong) << wrong.text();
    }
  }
}

/// RFC 768: a sum of 0 is sent as 0xffff, since 0 says that there is none.
TEST(ChecksumOracle, UdpSumOfZeroIsSentAsItsComplement) {
  Bytes packet = ipv4({}, udp(40000, 53, std::string_view("\0\0", 2)));
  const size_t place = checksum_place(packet);
  packet[packet.size() - 2] = packet[place];  // what the checksum was: now the sum is 0
  packet[packet.size() - 1] = packet[place + 1];
  const Bytes written = by_libtins(packet);
  EXPECT_EQ(written[place] << 8 | written[place + 1], 0xffff);
  const std::string chosen(packet.end() - 2, packet.end());
  const Bytes ours = ipv4({}, udp(40000, 53, chosen));
  EXPECT_EQ(ours, written);
  EXPECT_EQ(dissect_frame(ethernet({}, ours)).transport_checksum, ChecksumState::right);
}

}  // namespace
}  // namespace hopproof::trace
