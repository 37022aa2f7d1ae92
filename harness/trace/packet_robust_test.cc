#include "harness/trace/identity.hh"
#include "harness/trace/test_packets.hh"
#include "harness/trace/tuple.hh"

#include <memory>
#include <random>

#include <gtest/gtest.h>

namespace hopproof::trace {
namespace {

using namespace test;

/// Reads from memory of exactly this size, so that AddressSanitizer sees any over-read.
void read_all_of(std::span<const uint8_t> bytes) {
  const auto exact = std::make_unique<uint8_t[]>(bytes.size());
  std::ranges::copy(bytes, exact.get());
  const Packet packet = dissect_frame({exact.get(), bytes.size()});
  const Packet* inner = &packet;
  for (; inner != nullptr; inner = inner->carried.get()) {
    ASSERT_LE(size_t{inner->payload_offset} + inner->payload_length, bytes.size());
    ASSERT_LE(inner->payload_length, inner->payload_claimed);
  }
  packet.text();
  identity_of(packet);
  tuple_of(packet);
}

std::vector<Bytes> samples() {
  const IpSpec six{"2001:db8::1", "2001:db8::2"};
  const Bytes syn = ipv4({}, tcp({.payload = "data"}));
  const Bytes fragment{protocol::udp, 0, 0, 16 | 1, 0, 0, 0x12, 0x34};
  return {ethernet({}, syn),
          ethernet({}, ipv4({}, udp(1, 2, "payload"))),
          ethernet({}, ipv4({}, icmp(3, 4, 1280, syn))),
          ethernet({}, ipv4({}, tunnel(ipv4({}, tunnel(syn))))),
          ethernet({}, ipv6(six, tcp({}))),
          ethernet({}, ipv6(six, icmp6(1, 4, 0, ipv6(six, udp(5, 53, "q"))))),
          ethernet({}, ipv6(six, tunnel(text("rest")), protocol::fragment, fragment)),
          arp({}, true, "10.0.0.1", "10.0.0.2")};
}

TEST(PacketRobustness, EveryTruncationIsRead) {
  for (const Bytes& sample : samples()) {
    for (size_t length = 0; length <= sample.size(); ++length) {
      read_all_of(std::span(sample).first(length));
    }
  }
}

TEST(PacketRobustness, EveryByteCanBeWrong) {
  for (Bytes sample : samples()) {
    for (uint8_t& byte : sample) {
      for (const int wrong : {0x00, 0x01, 0x40, 0x7f, 0xff}) {
        const uint8_t right = std::exchange(byte, uint8_t(wrong));
        read_all_of(sample);
        byte = right;
      }
    }
  }
}

TEST(PacketRobustness, NoiseIsRead) {
  std::mt19937 random(20240229);
  for (int i = 0; i < 20000; ++i) {
    Bytes noise(random() % 120);
    for (uint8_t& byte : noise) byte = uint8_t(random());
    if (noise.size() > 14) {
      write16(noise, 12, random() % 2 == 0 ? ether_type::ipv4 : ether_type::ipv6);
      noise[14] = uint8_t((noise[13] == 0 ? 0x45 : 0x60) | (random() % 16));
    }
    read_all_of(noise);
  }
}

}  // namespace
}  // namespace hopproof::trace
