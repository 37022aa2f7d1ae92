#include "engine/core/wire/incremental_checksum.hh"

#include "engine/core/connections/lifecycle.hh"
#include "engine/core/wire/packet.hh"
#include "engine/core/wire/rewrite.hh"
#include "engine/packets/plain_packet.hh"

#include <random>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

/// Random packets of one family and protocol, rewritten there and back.
class Rewriting : public testing::TestWithParam<std::tuple<Family, uint8_t>> {
 protected:
  Endpoint endpoint() {
    Bytes bytes(16);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    const bool v4 = std::get<0>(GetParam()) == Family::v4;
    const IpAddress address = v4 ? IpAddress::v4(std::span<const uint8_t, 4>(bytes.data(), 4))
                                 : IpAddress::v6(std::span<const uint8_t, 16>(bytes.data(), 16));
    return {address, static_cast<uint16_t>(random())};
  }

  Bytes packet(const Endpoint& from, const Endpoint& to) {
    const std::string payload(random() % 64, static_cast<char>(random()));
    Crafted crafted{.protocol = std::get<1>(GetParam()), .payload = payload};
    const std::string source = from.text(), destination = to.text();
    crafted.from = source;
    crafted.to = destination;
    crafted.ttl = static_cast<uint8_t>(2 + random() % 250);
    return craft(crafted);
  }

  Connection connection(const Endpoint& client, const Endpoint& vip, Server& server) {
    Connection c{};
    c.set_ends({PackedAddress::from(client.address), PackedAddress::from(vip.address), client.port,
                vip.port, protocol::tcp, vip.address.family()},
               server.address, server.endpoint.port);
    bind(c, server);
    return c;
  }

  std::mt19937 random{20240229};
};

TEST_P(Rewriting, IsWhatAFullComputationGives) {
  for (int i = 0; i < 20000; ++i) {
    const Endpoint client = endpoint(), vip = endpoint(), rip = endpoint();
    Server server(ServiceKey{}, rip);
    const Connection c = connection(client, vip, server);

    Bytes asked = packet(client, vip);
    const auto request = Packet::parse(asked);
    ASSERT_TRUE(request);
    decrement_ttl(*request);
    ASSERT_TRUE(rewrite_request(*request, c));
    Bytes full = asked;
    finish_checksums(full);
    ASSERT_EQ(asked, full) << tuple(asked);
    ASSERT_EQ(tuple(asked), client.text() + " > " + rip.text());

    Bytes back = packet(rip, client);
    ASSERT_TRUE(rewrite_reply(*Packet::parse(back), c));
    full = back;
    finish_checksums(full);
    ASSERT_EQ(back, full) << tuple(back);
    ASSERT_EQ(tuple(back), vip.text() + " > " + client.text());
  }
}

TEST_P(Rewriting, LeavesAWrongChecksumWrong) {
  const Endpoint client = endpoint(), vip = endpoint();
  Server server(ServiceKey{}, endpoint());
  const Connection c = connection(client, vip, server);
  Bytes bytes = packet(client, vip);
  bytes[header_size(bytes) + checksum_offset(std::get<1>(GetParam()))] ^= 0x40;
  ASSERT_TRUE(rewrite_request(*Packet::parse(bytes), c));
  EXPECT_FALSE(is_intact(bytes));
}

INSTANTIATE_TEST_SUITE_P(All, Rewriting,
                         testing::Combine(testing::Values(Family::v4, Family::v6),
                                          testing::Values(protocol::tcp, protocol::udp)));

}  // namespace
}  // namespace hopproof::core
