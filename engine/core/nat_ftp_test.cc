#include "engine/core/nat_fixture.hh"

#include <string>

namespace hopproof::core {
namespace {

constexpr uint8_t psh_ack = 0x18;

/// One control connection of the client 10.0.0.2:4000, to the server 10.0.1.2:21.
class NatFtp : public NatTest {
 protected:
  NatFtp() {
    add(tcp_service("10.0.0.1:21"), {"10.0.1.2:21"});
    nat.load_ftp_helper();
    open();
  }
  void open() {
    request({.from = client, .to = vip, .flags = syn});
    reply({.from = ftp_server, .to = client, .flags = syn_ack});
    request({.from = client, .to = vip, .flags = ack});
  }

  static void number(Bytes& packet, uint32_t sequence, uint32_t acknowledged) {
    store32(&packet[24], sequence);
    store32(&packet[28], acknowledged);
    finish_checksums(packet);
  }
  /// What the server gets: "TEXT, ack N".
  std::string say(std::string_view text, uint32_t acknowledged = 0) {
    Bytes packet = craft({.from = client, .to = vip, .flags = psh_ack, .payload = text});
    number(packet, 100, acknowledged);
    const Verdict verdict = at(Hook::input, packet);
    if (verdict.action != Action::send || !is_intact(packet)) return described(verdict, packet);
    return std::string(packet.begin() + 40, packet.end()) + ", ack " +
           std::to_string(load32(&packet[28]));
  }
  /// What the client gets: "TEXT, seq N".
  std::string answer(std::string_view text, uint32_t sequence) {
    Bytes packet = craft({.from = ftp_server, .to = client, .flags = psh_ack, .payload = text});
    number(packet, sequence, 200);
    const Verdict verdict = at(Hook::forward, packet);
    if (verdict.action != Action::accept) return described(verdict, packet);
    if (!verdict.instead.empty()) packet.assign(verdict.instead.begin(), verdict.instead.end());
    if (!is_intact(packet)) return "bad checksum";
    return std::string(packet.begin() + 40, packet.end()) + ", seq " +
           std::to_string(load32(&packet[24]));
  }
  std::vector<std::string> rows() {
    std::vector<std::string> all;
    for (const ConnectionView& view : nat.connections(now))
      all.push_back(std::string(view.state) + " " + view.client.text() + " " +
                    view.virtual_service.text() + " " + view.destination.text());
    std::sort(all.begin(), all.end());
    return all;
  }

  static constexpr std::string_view client = "10.0.0.2:4000", vip = "10.0.0.1:21",
                                    ftp_server = "10.0.1.2:21";
  static constexpr std::string_view passive = "227 Entering Passive Mode (10,0,1,2,195,80).\r\n";
};

TEST_F(NatFtp, APassiveAnswerNamesTheVip) {
  EXPECT_EQ(say("PASV\r\n"), "PASV\r\n, ack 0");
  EXPECT_EQ(answer(passive, 1000), "227 Entering Passive Mode (10,0,0,1,195,80).\r\n, seq 1000");
  EXPECT_EQ(rows()[1], "LISTEN 10.0.0.2:0 10.0.0.1:50000 10.0.1.2:50000");
}

TEST_F(NatFtp, TheDataConnectionFollowsToTheServer) {
  say("PASV\r\n");
  answer(passive, 1000);
  EXPECT_EQ(request({.from = "10.0.0.2:4001", .to = "10.0.0.1:50000", .flags = syn}),
            "10.0.0.2:4001 > 10.0.1.2:50000");
  EXPECT_EQ(reply({.from = "10.0.1.2:50000", .to = "10.0.0.2:4001", .flags = syn_ack}),
            "10.0.0.1:50000 > 10.0.0.2:4001");
  EXPECT_EQ(rows()[1], "SYN_RECV 10.0.0.2:4001 10.0.0.1:50000 10.0.1.2:50000");
  EXPECT_EQ(request({.from = "10.0.0.2:4002", .to = "10.0.0.1:50000", .flags = syn}), "pass")
      << "it was one connection's";
  EXPECT_EQ(server().inactive + server().active, 2u);
}

TEST_F(NatFtp, AWaitingDataConnectionEnds) {
  say("PASV\r\n");
  answer(passive, 1000);
  wait(121);
  nat.expire(now);
  EXPECT_EQ(rows().size(), 1u);
  EXPECT_EQ(request({.from = "10.0.0.2:4001", .to = "10.0.0.1:50000", .flags = syn}), "pass");
}

TEST_F(NatFtp, SequenceNumbersFollowTheLength) {
  say("PASV\r\n");
  EXPECT_EQ(answer("227 (10,0,1,2,195,80)\r\n", 1000), "227 (10,0,0,1,195,80)\r\n, seq 1000");
  say("PASV\r\n");
  EXPECT_EQ(answer("227 (100,200,100,200,195,80)\r\n", 2000),
            "227 (10,0,0,1,195,80)\r\n, seq 2000");
  EXPECT_EQ(answer("226 done\r\n", 2030), "226 done\r\n, seq 2023") << "seven bytes fewer";
  EXPECT_EQ(answer("earlier", 1990), "earlier, seq 1990");
  EXPECT_EQ(say("NOOP\r\n", 2033), "NOOP\r\n, ack 2040");
  EXPECT_EQ(say("NOOP\r\n", 1990), "NOOP\r\n, ack 1990");
  say("PASV\r\n");
  EXPECT_EQ(answer("227 (100,200,100,200,195,81)\r\n", 3000),
            "227 (10,0,0,1,195,81)\r\n, seq 2993");
  EXPECT_EQ(answer("226 done\r\n", 3030), "226 done\r\n, seq 3016") << "fourteen by now";
  EXPECT_EQ(say("NOOP\r\n", 3020), "NOOP\r\n, ack 3034");
}

TEST_F(NatFtp, AnActiveServerComesFromTheVip) {
  EXPECT_EQ(say("PORT 10,0,0,2,16,1\r\n"), "PORT 10,0,0,2,16,1\r\n, ack 0");
  EXPECT_EQ(rows()[1], "LISTEN 10.0.0.2:4097 10.0.0.1:20 10.0.1.2:20");
  EXPECT_EQ(reply({.from = "10.0.1.2:20", .to = "10.0.0.2:4097", .flags = syn}),
            "10.0.0.1:20 > 10.0.0.2:4097");
  EXPECT_EQ(request({.from = "10.0.0.2:4097", .to = "10.0.0.1:20", .flags = syn_ack}),
            "10.0.0.2:4097 > 10.0.1.2:20");
}

TEST_F(NatFtp, TheExtendedCommandsToo) {
  say("EPSV\r\n");
  EXPECT_EQ(answer("229 Entering Extended Passive Mode (|||50001|)\r\n", 1000),
            "229 Entering Extended Passive Mode (|||50001|)\r\n, seq 1000");
  EXPECT_EQ(request({.from = "10.0.0.2:4001", .to = "10.0.0.1:50001", .flags = syn}),
            "10.0.0.2:4001 > 10.0.1.2:50001");
  say("EPRT |1|10.0.0.2|4098|\r\n");
  EXPECT_EQ(reply({.from = "10.0.1.2:20", .to = "10.0.0.2:4098", .flags = syn}),
            "10.0.0.1:20 > 10.0.0.2:4098");
}

TEST_F(NatFtp, AControlConnectionOutlivesItsTimeWithItsData) {
  say("PASV\r\n");
  answer(passive, 1000);
  EXPECT_EQ(server().active, 1u);
  nat.set_timeouts(10, 0, 0);
  say("NOOP\r\n");
  wait(15);
  nat.expire(now);
  EXPECT_EQ(rows().size(), 2u) << "it waits in steps of a minute";
  wait(200);
  nat.expire(now);
  EXPECT_EQ(rows().size(), 0u);
}

TEST_F(NatFtp, ABadChecksumIsDropped) {
  Bytes packet = craft({.from = client, .to = vip, .flags = psh_ack, .payload = "PASV\r\n"});
  packet[36] ^= 1;
  EXPECT_EQ(described(at(Hook::input, packet), packet), "drop");
}

TEST_F(NatFtp, SelectiveAcknowledgementsFollowToo) {
  say("PASV\r\n");
  answer("227 (100,200,100,200,195,80)\r\n", 2000);
  Bytes packet = craft({.from = client, .to = vip, .flags = ack, .payload = "123456789012"});
  packet[32] = 0x80;  // 12 bytes of options
  packet[40] = packet[41] = 1;
  packet[42] = 5, packet[43] = 10;
  store32(&packet[44], 2033);
  store32(&packet[48], 2043);
  number(packet, 100, 2023);
  at(Hook::input, packet);
  EXPECT_TRUE(is_intact(packet));
  EXPECT_EQ(load32(&packet[28]), 2030u);
  EXPECT_EQ(load32(&packet[44]), 2040u);
  EXPECT_EQ(load32(&packet[48]), 2050u);
}

TEST(NatWithoutFtp, ThePayloadIsLeftAlone) {
  FakeSurroundings around;
  Nat nat(around, 1, Limits{100});
  ServiceKey key;
  key.vip = *Endpoint::parse("10.0.0.1:21");
  ServiceOptions options;
  options.scheduler = "rr";
  nat.add_service(key, options);
  ServerOptions masquerade;
  masquerade.forwarding = Forwarding::masquerade;
  nat.add_server(key, *Endpoint::parse("10.0.1.2:21"), masquerade);
  for (const uint8_t flags : {syn, ack}) {
    Bytes packet = craft({.from = "10.0.0.2:4000", .to = "10.0.0.1:21", .flags = flags});
    nat.handle(packet, {}, Time{1});
  }
  Bytes pasv = craft(
      {.from = "10.0.0.2:4000", .to = "10.0.0.1:21", .flags = psh_ack, .payload = "PASV\r\n"});
  nat.handle(pasv, {}, Time{1});
  Bytes packet = craft({.from = "10.0.1.2:21",
                        .to = "10.0.0.2:4000",
                        .flags = psh_ack,
                        .payload = "227 (10,0,1,2,195,80)"});
  Arrival arrival;
  arrival.hook = Hook::forward;
  EXPECT_TRUE(nat.handle(packet, arrival, Time{1}).instead.empty());
  EXPECT_EQ(nat.connection_count(), 1u);
}

}  // namespace
}  // namespace hopproof::core
