#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

class NatPersistence : public NatTest {
 protected:
  static ServiceOptions persistent(uint32_t seconds) {
    ServiceOptions options = scheduled("rr");
    options.persistence = seconds;
    return options;
  }
  void add_persistent(const ServiceKey& key, const ServiceOptions& options,
                      std::initializer_list<std::string_view> servers) {
    EXPECT_FALSE(nat.add_service(key, options));
    for (const auto server : servers)
      EXPECT_FALSE(nat.add_server(key, *Endpoint::parse(server), masquerade()));
  }
  /// The server's end that a client's SYN is sent to.
  std::string server_of(std::string_view from, std::string_view to = "10.0.0.1:80",
                        uint32_t mark = 0) {
    const std::string seen = request({.from = from, .to = to}, mark);
    const size_t arrow = seen.find(" > ");
    return arrow == std::string::npos ? seen : seen.substr(arrow + 3);
  }
  /// "TCP NONE 10.0.0.2:0 10.0.0.1:80 10.0.1.3:80" of the only template.
  std::string only_template() {
    std::string found;
    for (const ConnectionView& view : nat.connections(now))
      if (view.client.port == 0)
        found += std::to_string(view.protocol) + " " + std::string(view.state) + " " +
                 view.client.text() + " " + view.virtual_service.text() + " " +
                 view.destination.text();
    return found;
  }

  const ServiceKey web = tcp_service("10.0.0.1:80");
};

TEST_F(NatPersistence, AClientStaysWithItsServer) {
  add_persistent(web, persistent(300), {"10.0.1.2:8080", "10.0.1.3:8080"});
  EXPECT_EQ(server_of("10.0.0.2:1001"), "10.0.1.3:8080");
  EXPECT_EQ(server_of("10.0.0.2:1002"), "10.0.1.3:8080");
  EXPECT_EQ(server_of("10.0.0.3:1001"), "10.0.1.2:8080");
  EXPECT_EQ(server_of("10.0.0.2:1003"), "10.0.1.3:8080");
  EXPECT_EQ(server(0).persistent, 1u);
}

TEST_F(NatPersistence, ATemplateShowsInTheList) {
  add_persistent(web, persistent(300), {"10.0.1.3:8080"});
  server_of("10.0.0.2:1001");
  EXPECT_EQ(only_template(), "6 NONE 10.0.0.2:0 10.0.0.1:80 10.0.1.3:8080");
  reply({.from = "10.0.1.3:8080", .to = "10.0.0.2:1001", .flags = 0x12});
  request({.from = "10.0.0.2:1001", .flags = 0x10});
  EXPECT_EQ(only_template(), "6 ASSURED 10.0.0.2:0 10.0.0.1:80 10.0.1.3:8080");
}

TEST_F(NatPersistence, TheMaskJoinsNeighbours) {
  ServiceOptions options = persistent(300);
  options.netmask = Cidr{*IpAddress::parse("255.255.255.0"), 24};
  add_persistent(web, options, {"10.0.1.2:80", "10.0.1.3:80"});
  EXPECT_EQ(server_of("10.0.0.2:1001"), "10.0.1.3:80");
  EXPECT_EQ(server_of("10.0.0.77:1001"), "10.0.1.3:80");
  EXPECT_EQ(server_of("10.0.9.2:1001"), "10.0.1.2:80");
}

TEST_F(NatPersistence, ATemplateOutlivesItsTimeByItsConnections) {
  add_persistent(web, persistent(1), {"10.0.1.2:80", "10.0.1.3:80"});
  EXPECT_EQ(server_of("10.0.0.2:1001"), "10.0.1.3:80");
  wait(30);  // the connection opens for 60 s yet: the template waits in steps of 60 s
  EXPECT_EQ(server_of("10.0.0.2:1002"), "10.0.1.3:80");
  wait(200);
  nat.expire(now);
  EXPECT_EQ(nat.connection_count(), 0u);
  EXPECT_EQ(server_of("10.0.0.2:1003"), "10.0.1.2:80");
}

TEST_F(NatPersistence, EachConnectionStartsTheTemplateAnew) {
  add_persistent(web, persistent(100), {"10.0.1.2:80", "10.0.1.3:80"});
  EXPECT_EQ(server_of("10.0.0.2:1001"), "10.0.1.3:80");
  wait(90);
  EXPECT_EQ(server_of("10.0.0.2:1002"), "10.0.1.3:80");
  wait(90);
  EXPECT_EQ(server_of("10.0.0.2:1003"), "10.0.1.3:80");
  wait(170);
  EXPECT_EQ(server_of("10.0.0.2:1004"), "10.0.1.2:80");
}

TEST_F(NatPersistence, AQuiescentServerKeepsItsClients) {
  add_persistent(web, persistent(300), {"10.0.1.2:80", "10.0.1.3:80"});
  server_of("10.0.0.2:1001");
  nat.edit_server(web, *Endpoint::parse("10.0.1.3:80"), masquerade(0));
  EXPECT_EQ(server_of("10.0.0.2:1002"), "10.0.1.3:80");
  nat.set("expire_quiescent_template", 1);
  EXPECT_EQ(server_of("10.0.0.2:1003"), "10.0.1.2:80");
  EXPECT_EQ(server_of("10.0.0.2:1004"), "10.0.1.2:80");
}

TEST_F(NatPersistence, ALeaderOutlivesItsFollowersHoweverLateTheClockIsRead) {
  add_persistent(web, persistent(34), {"10.0.1.2:80"});
  server_of("10.0.0.2:1001");
  nat.expire(now + std::chrono::seconds(65));
  EXPECT_EQ(nat.connection_count(), 1u);
  nat.expire(now + std::chrono::seconds(95));
  EXPECT_EQ(nat.connection_count(), 0u);
}

TEST_F(NatPersistence, ADeletedServerLosesItsClients) {
  add_persistent(web, persistent(300), {"10.0.1.2:80", "10.0.1.3:80"});
  server_of("10.0.0.2:1001");
  nat.delete_server(web, *Endpoint::parse("10.0.1.3:80"));
  EXPECT_EQ(server_of("10.0.0.2:1002"), "10.0.1.2:80");
  nat.delete_server(web, *Endpoint::parse("10.0.1.2:80"));
  EXPECT_EQ(server_of("10.0.0.2:1003"), "answer");
}

TEST_F(NatPersistence, PortZeroTakesEveryPort) {
  add_persistent(tcp_service("10.0.0.1:0"), persistent(300), {"10.0.1.2:0", "10.0.1.3:0"});
  EXPECT_EQ(server_of("10.0.0.2:1001", "10.0.0.1:80"), "10.0.1.3:80");
  EXPECT_EQ(server_of("10.0.0.2:1002", "10.0.0.1:443"), "10.0.1.3:443");
  EXPECT_EQ(only_template(), "6 NONE 10.0.0.2:0 10.0.0.1:0 10.0.1.3:0");
}

TEST_F(NatPersistence, AMarkJoinsAddresses) {
  add_persistent(mark_service(7), persistent(300), {"10.0.1.2:8080", "10.0.1.3:8080"});
  EXPECT_EQ(server_of("10.0.0.2:1001", "10.0.0.1:80", 7), "10.0.1.3:80")
      << "with persistence the server's own port does not count";
  EXPECT_EQ(server_of("10.0.0.2:1002", "10.0.0.9:443", 7), "10.0.1.3:443");
  EXPECT_EQ(server_of("10.0.0.2:1003", "10.0.0.1:80", 8), "pass");
  EXPECT_EQ(only_template(), "0 NONE 10.0.0.2:0 0.0.0.7:0 10.0.1.3:0");
}

TEST_F(NatPersistence, AMarkOfIpv6StandsInFrontOfItsAddress) {
  const ServiceKey mark = mark_service(7, Family::v6);
  EXPECT_FALSE(nat.add_service(mark, persistent(300)));
  EXPECT_FALSE(nat.add_server(mark, *Endpoint::parse("[fd02::5]:80"), masquerade()));
  EXPECT_EQ(server_of("[fd01::9]:1001", "[fd01::1]:80", 7), "[fd02::5]:80");
  EXPECT_EQ(only_template(), "0 NONE [fd01::9]:0 [0:7::]:0 [fd02::5]:0");
}

TEST_F(NatPersistence, AMarkGoesBeforeAnAddress) {
  add(web, {"10.0.1.2:80"});
  add(mark_service(7), {"10.0.1.3:8080"});
  EXPECT_EQ(server_of("10.0.0.2:1001", "10.0.0.1:80", 7), "10.0.1.3:8080");
  EXPECT_EQ(server_of("10.0.0.2:1002", "10.0.0.1:80", 0), "10.0.1.2:80");
}

TEST_F(NatPersistence, ASourcePortOfZeroIsNoTemplate) {
  add_persistent(web, persistent(300), {"10.0.1.2:80", "10.0.1.3:80"});
  EXPECT_EQ(server_of("10.0.0.2:0"), "10.0.1.3:80");
  EXPECT_EQ(server_of("10.0.0.2:1001"), "10.0.1.3:80");
  EXPECT_EQ(nat.connection_count(), 3u);
}

}  // namespace
}  // namespace hopproof::core
