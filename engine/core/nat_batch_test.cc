#include "engine/core/nat_fixture.hh"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

namespace hopproof::core {
namespace {

/// Two directors alike, one of which is given every batch in advance.
class NatBatch : public NatTest {
 protected:
  NatBatch() {
    for (Nat* director : {&nat, &told_before}) configure(*director);
  }

  static void configure(Nat& director) {
    for (const auto* vip : {"10.0.0.1:80", "[fd00::1]:80"}) {
      ServiceOptions options = scheduled("rr");
      if (vip[0] == '[') options.persistence = 30;
      director.add_service(tcp_service(vip), options);
      for (const auto* server : {"10.0.1.2:8080", "10.0.1.3:8080", "[fd01::2]:80"})
        if ((server[0] == '[') == (vip[0] == '['))
          director.add_server(tcp_service(vip), *Endpoint::parse(server), masquerade());
    }
  }

  std::string pick(std::initializer_list<const char*> all) {
    return all.begin()[random() % all.size()];
  }
  /// Few clients, so that connections begin, end, are used again and meet in one batch.
  Bytes packet(Hook hook) {
    const bool v4 = random() % 3 != 0;
    const std::string client =
        std::string(v4 ? "10.0.0.2:" : "[fd00::2]:") + std::to_string(40000 + random() % 20);
    const std::string vip = v4 ? "10.0.0.1:80" : "[fd00::1]:80";
    const std::string server = v4 ? pick({"10.0.1.2:8080", "10.0.1.3:8080"}) : "[fd01::2]:80";
    const uint8_t flags = std::array<uint8_t, 5>{0x02, 0x10, 0x11, 0x14, 0x12}[random() % 5];
    Crafted crafted{.from = client, .to = vip, .flags = flags};
    if (hook == Hook::forward) crafted = {.from = server, .to = client, .flags = flags};
    if (random() % 10 == 0) return icmp_error("10.0.1.2", "10.0.0.2", 3, 1, craft(crafted));
    return craft(crafted);
  }
  static std::string told_with_end(const Verdict& verdict, const Bytes& packet) {
    const std::string end =
        verdict.connection ? verdict.connection->destination_endpoint().text() : "no connection";
    return std::to_string(static_cast<int>(verdict.action)) + " " + end + " " +
           std::string(packet.begin(), packet.end());
  }
  std::string table_of(const Nat& director) const {
    std::string text;
    for (const auto& c : director.connections(now))
      text += c.client.text() + " " + c.destination.text() + " " + std::string(c.state) + "\n";
    return text;
  }

  Nat told_before{around, 1, Limits{100'000}};
  std::mt19937 random{8};
};

TEST_F(NatBatch, ChangesNothingButTheTime) {
  int translated = 0;
  for (int round = 0; round < 3000; ++round, now += Time{random() % 4000}) {
    Arrival arrival;
    arrival.hook = std::array{Hook::input, Hook::forward, Hook::output}[random() % 3];
    std::vector<Bytes> plain(1 + random() % 80);
    for (Bytes& bytes : plain) bytes = packet(arrival.hook);
    std::vector<Bytes> announced = plain;
    std::vector<std::span<uint8_t>> batch(announced.begin(), announced.end());
    if (random() % 8 == 0)
      std::ranges::shuffle(batch, random);  // not in the order that they come in
    told_before.prepare(batch, arrival.hook);
    for (size_t i = 0; i < plain.size(); ++i) {
      const Verdict expected = nat.handle(plain[i], arrival, now);
      const Verdict verdict = told_before.handle(announced[i], arrival, now);
      ASSERT_EQ(told_with_end(verdict, announced[i]), told_with_end(expected, plain[i])) << round;
      translated += expected.connection != nullptr;
    }
    ASSERT_EQ(table_of(told_before), table_of(nat)) << round;
  }
  EXPECT_GT(translated, 10'000);
}

}  // namespace
}  // namespace hopproof::core
