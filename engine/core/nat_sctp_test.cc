#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

enum Chunk : uint8_t {
  data = 0,
  init = 1,
  init_ack = 2,
  abort_chunk = 6,
  shutdown = 7,
  shutdown_ack = 8,
  cookie_echo = 10,
  cookie_ack = 11,
  shutdown_complete = 14,
};

class NatSctp : public NatTest {
 protected:
  NatSctp() { add(sctp_service("10.0.0.1:80"), {"10.0.1.2:8080"}); }

  std::string from_client(uint8_t chunk, std::string_view rest = "") {
    Bytes packet = craft_sctp("10.0.0.2:40000", "10.0.0.1:80", chunk, rest);
    return described(at(Hook::input, packet), packet);
  }
  std::string from_server(uint8_t chunk, std::string_view rest = "") {
    Bytes packet = craft_sctp("10.0.1.2:8080", "10.0.0.2:40000", chunk, rest);
    return described(at(Hook::forward, packet), packet);
  }
  void establish() {
    from_client(init), from_server(init_ack), from_client(cookie_echo), from_server(cookie_ack);
  }
};

TEST_F(NatSctp, RewritesBothWaysWithTheChecksum) {
  EXPECT_EQ(from_client(init, "something"), "10.0.0.2:40000 > 10.0.1.2:8080");
  EXPECT_EQ(from_server(init_ack, "else"), "10.0.0.1:80 > 10.0.0.2:40000");
}

TEST_F(NatSctp, ABadChecksumStaysWhereThePortStays) {
  add(sctp_service("10.0.0.1:81"), {"10.0.1.2:81"});
  Bytes packet = craft_sctp("10.0.0.2:40000", "10.0.0.1:81", init);
  packet[20 + 8] ^= 1;
  const Bytes before = packet;
  at(Hook::input, packet);
  EXPECT_EQ(tuple(packet), "10.0.0.2:40000 > 10.0.1.2:81");
  EXPECT_TRUE(std::equal(packet.begin() + 20, packet.end(), before.begin() + 20));
}

TEST_F(NatSctp, WalksThroughItsStates) {
  from_client(init);
  EXPECT_EQ(only_connection(), "INIT1 4");
  from_client(init);
  EXPECT_EQ(only_connection(), "INIT 61");
  from_server(init_ack);
  EXPECT_EQ(only_connection(), "C-SENT 61");
  from_client(cookie_echo);
  EXPECT_EQ(only_connection(), "C-REPLIED 61");
  EXPECT_EQ(server().active, 0u);
  from_server(cookie_ack);
  EXPECT_EQ(only_connection(), "ESTABLISHED 900");
  EXPECT_EQ(server().active, 1u);
  from_client(shutdown);
  EXPECT_EQ(only_connection(), "S-RECEIVED 61");
  EXPECT_EQ(server().active, 0u);
  from_server(shutdown_ack);
  EXPECT_EQ(only_connection(), "S-ACK-SENT 61");
  from_client(shutdown_complete);
  EXPECT_EQ(only_connection(), "CLOSED 61");
}

TEST_F(NatSctp, AnAbortEndsIt) {
  from_client(init);
  from_server(abort_chunk);
  EXPECT_EQ(only_connection(), "REJECTED 4");
  wait(5);
  EXPECT_EQ(only_connection(), "0 connections");
  establish();
  from_server(cookie_ack, std::string_view("\6\0\0\4", 4));
  EXPECT_EQ(only_connection(), "CLOSED 61") << "bundled behind another chunk";
}

TEST_F(NatSctp, OnlyAnInitOpens) {
  EXPECT_EQ(from_client(data), "pass");
  EXPECT_EQ(from_client(abort_chunk), "pass");
  nat.set("sloppy_sctp", 1);
  EXPECT_EQ(from_client(abort_chunk), "pass");
  EXPECT_EQ(from_client(data), "10.0.0.2:40000 > 10.0.1.2:8080");
}

TEST_F(NatSctp, WithoutAChunkNothingIsScheduled) {
  Bytes packet = craft_sctp("10.0.0.2:40000", "10.0.0.1:80", init);
  packet.resize(packet.size() - 1);
  store16(&packet[2], static_cast<uint16_t>(packet.size()));
  EXPECT_EQ(described(at(Hook::input, packet), packet), "drop");
  establish();
  Bytes bare = craft_sctp("10.0.0.2:40000", "10.0.0.1:80", init);
  bare.resize(20 + 12);
  store16(&bare[2], 32);
  at(Hook::input, bare);
  EXPECT_EQ(only_connection(), "ESTABLISHED 900") << "translated, the state stays";
}

TEST_F(NatSctp, AClosedAssociationIsScheduledAnew) {
  establish();
  from_server(abort_chunk);
  nat.add_server(sctp_service("10.0.0.1:80"), *Endpoint::parse("10.0.1.3:8080"), masquerade());
  EXPECT_EQ(from_client(init), "10.0.0.2:40000 > 10.0.1.3:8080");
  EXPECT_EQ(only_connection(), "INIT1 4");
}

TEST_F(NatSctp, ErrorsFindTheirAssociation) {
  from_client(init);
  const Bytes quote = craft_sctp("10.0.0.2:40000", "10.0.1.2:8080", init);
  Bytes error = icmp_error("10.0.1.2", "10.0.0.2", 3, 2, quote);
  EXPECT_EQ(described(at(Hook::forward, error), error), "10.0.0.1 > 10.0.0.2");
  EXPECT_EQ(tuple(quote_of(error)), "10.0.0.2:40000 > 10.0.0.1:80");
}

TEST_F(NatSctp, AStrayServerIsToldUnlessItAborts) {
  nat.set("nat_icmp_send", 1);
  EXPECT_EQ(from_server(data), "answer");
  EXPECT_EQ(from_server(abort_chunk), "pass");
}

}  // namespace
}  // namespace hopproof::core
