#include "engine/core/wire/packet.hh"

#include "engine/packets/plain_packet.hh"

#include <functional>
#include <memory>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

/// Bytes in an allocation of exactly their size: ASan sees every read beyond.
std::optional<Packet> parse(Bytes& bytes) {
  bytes.shrink_to_fit();
  return Packet::parse(bytes);
}

Bytes v4() { return craft({}); }
Bytes v6() { return craft({.from = "[fd00::2]:40000", .to = "[fd00::1]:80"}); }

/// The packet with extension headers between its IPv6 header and TCP.
Bytes with_extensions(std::initializer_list<std::pair<uint8_t, Bytes>> headers) {
  Bytes packet = v6();
  Bytes extensions;
  size_t next_header_at = 6;
  for (const auto& [kind, body] : headers) {
    (next_header_at == 6 ? packet[6] : extensions[next_header_at - 40]) = kind;
    next_header_at = 40 + extensions.size();
    extensions.insert(extensions.end(), body.begin(), body.end());
  }
  extensions[next_header_at - 40] = protocol::tcp;
  packet.insert(packet.begin() + 40, extensions.begin(), extensions.end());
  store16(&packet[4], static_cast<uint16_t>(packet.size() - 40));
  return packet;
}

struct ParsingRow {
  const char* says;
  std::function<Bytes()> bytes;
  bool accepted;
};

class Parsing : public testing::TestWithParam<ParsingRow> {};

TEST_P(Parsing, Accepts) {
  Bytes bytes = GetParam().bytes();
  EXPECT_EQ(parse(bytes).has_value(), GetParam().accepted) << GetParam().says;
}

const ParsingRow parsing_rows[] = {
    {.says = "nothing at all", .bytes = [] { return Bytes{}; }, .accepted = false},
    {.says = "one byte", .bytes = [] { return Bytes{0x45}; }, .accepted = false},
    {.says = "version 5", .bytes = [] { return Bytes(40, 0x55); }, .accepted = false},
    {.says = "a TCP packet", .bytes = v4, .accepted = true},
    {.says = "a TCP packet over IPv6", .bytes = v6, .accepted = true},
    {.says = "an IPv4 header of 16 bytes",
     .bytes =
         [] {
           auto p = v4();
           p[0] = 0x44;
           return p;
         },
     .accepted = false},
    {.says = "an IPv4 header longer than the packet",
     .bytes =
         [] {
           auto p = v4();
           p[0] = 0x4f;
           return p;
         },
     .accepted = false},
    {.says = "a total length beyond the bytes",
     .bytes =
         [] {
           auto p = v4();
           store16(&p[2], 41);
           return p;
         },
     .accepted = false},
    {.says = "a total length below the header",
     .bytes =
         [] {
           auto p = v4();
           store16(&p[2], 19);
           return p;
         },
     .accepted = false},
    {.says = "padding after the packet",
     .bytes =
         [] {
           auto p = v4();
           p.resize(60);
           return p;
         },
     .accepted = true},
    {.says = "an IPv6 payload cut short",
     .bytes =
         [] {
           auto p = v6();
           p.pop_back();
           return p;
         },
     .accepted = false},
    {.says = "half an IPv6 header",
     .bytes =
         [] {
           auto p = v6();
           p.resize(20);
           return p;
         },
     .accepted = false},
    {.says = "an extension header longer than the packet",
     .bytes =
         [] {
           return with_extensions({{0, {0, 200, 0, 0, 0, 0, 0, 0}}});
         },
     .accepted = false},
    {.says = "hop-by-hop, routing and destination options",
     .bytes =
         [] {
           return with_extensions({{0, Bytes(8)}, {43, Bytes(8)}, {60, Bytes(8)}});
         },
     .accepted = true},
    {.says = "nine extension headers",
     .bytes =
         [] {
           return with_extensions({{60, Bytes(8)},
                                   {60, Bytes(8)},
                                   {60, Bytes(8)},
                                   {60, Bytes(8)},
                                   {60, Bytes(8)},
                                   {60, Bytes(8)},
                                   {60, Bytes(8)},
                                   {60, Bytes(8)},
                                   {60, Bytes(8)}});
         },
     .accepted = false},
};

INSTANTIATE_TEST_SUITE_P(Rows, Parsing, testing::ValuesIn(parsing_rows));

TEST(Packet, FindsTheTransportBehindExtensions) {
  Bytes bytes =
      with_extensions({{0, Bytes(8)}, {60, {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}});
  const auto packet = parse(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->protocol(), protocol::tcp);
  EXPECT_EQ(packet->header_length(), 64u);
  EXPECT_EQ(packet->source_port(), 40000);
  EXPECT_EQ(packet->destination_port(), 80);
}

TEST(Packet, TellsLaterFragments) {
  Bytes first = v4(), later = v4();
  first[6] = 0x20;
  store16(&later[6], 0x2001);
  EXPECT_FALSE(parse(first)->is_later_fragment());
  EXPECT_TRUE(parse(later)->is_later_fragment());

  Bytes first6 = with_extensions({{44, {0, 0, 0, 1, 0, 0, 0, 9}}});
  Bytes later6 = with_extensions({{44, {0, 0, 0, 8, 0, 0, 0, 9}}});
  EXPECT_FALSE(parse(first6)->is_later_fragment());
  EXPECT_TRUE(parse(later6)->is_later_fragment());
}

TEST(Packet, HasNoPortsInThreeBytes) {
  Bytes bytes = v4();
  bytes.resize(23);
  store16(&bytes[2], 23);
  EXPECT_FALSE(parse(bytes)->has_ports());
}

TEST(Packet, QuotesMayEndEarly) {
  Bytes bytes = v4();
  bytes.resize(28);
  EXPECT_FALSE(Packet::parse(bytes));
  const auto quote = Packet::parse_quoted(bytes);
  ASSERT_TRUE(quote);
  EXPECT_EQ(quote->payload().size(), 8u);
}

}  // namespace
}  // namespace hopproof::core
