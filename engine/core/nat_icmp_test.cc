#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

/// Addresses of one family, so that every test runs for both.
struct IcmpWorld {
  const char* says;
  const char *client, *vip, *rip, *router;              // addresses
  const char *client_end, *vip_end, *rip_end;           // with ports
  uint8_t unreachable, port_code, host_code, exceeded;  // ICMP types and codes
};

const IcmpWorld icmp_worlds[] = {
    {"IPv4", "10.0.0.2", "10.0.0.1", "10.0.1.2", "10.0.1.9", "10.0.0.2:40000", "10.0.0.1:80",
     "10.0.1.2:8080", 3, 3, 1, 11},
    {"IPv6", "fd00::2", "fd00::1", "fd01::2", "fd01::9", "[fd00::2]:40000", "[fd00::1]:80",
     "[fd01::2]:8080", 1, 4, 3, 3},
};

class NatIcmp : public NatTest, public testing::WithParamInterface<IcmpWorld> {
 protected:
  NatIcmp() {
    add(tcp_service(w.vip_end), {w.rip_end});
    request({.from = w.client_end, .to = w.vip_end});
  }
  Bytes request_at_server(const char* payload = "") {
    return craft({.from = w.client_end, .to = w.rip_end, .payload = payload});
  }
  Bytes reply_at_client() { return craft({.from = w.vip_end, .to = w.client_end}); }

  std::string text(const char* a, const char* b) { return std::string(a) + " > " + b; }

  const IcmpWorld& w = GetParam();
};

TEST_P(NatIcmp, ServersErrorComesFromTheVip) {
  Bytes error = icmp_error(w.router, w.client, w.unreachable, w.host_code, request_at_server());
  const Verdict verdict = at(Hook::forward, error);
  EXPECT_EQ(verdict.action, Action::accept);
  EXPECT_EQ(verdict.direction, Direction::reply);
  EXPECT_EQ(tuple(error), text(w.vip, w.client));
  EXPECT_EQ(tuple(quote_of(error)), text(w.client_end, w.vip_end));
  EXPECT_TRUE(is_intact(error));
  EXPECT_EQ(ttl(error), 64) << "forwarding takes the hop";
}

TEST_P(NatIcmp, ClientsErrorKeepsItsSource) {
  Bytes error = icmp_error(w.router, w.vip, w.unreachable, w.port_code, reply_at_client());
  const Verdict verdict = at(Hook::input, error);
  EXPECT_EQ(verdict.action, Action::send);
  EXPECT_EQ(verdict.direction, Direction::request);
  EXPECT_EQ(tuple(error), text(w.router, w.rip));
  EXPECT_EQ(tuple(quote_of(error)), text(w.rip_end, w.client_end));
  EXPECT_TRUE(is_intact(error));
  EXPECT_EQ(ttl(error), 63);
}

TEST_P(NatIcmp, EightQuotedBytesAreEnough) {
  Bytes quote = request_at_server();
  quote.resize(header_size(quote) + 8);
  Bytes error = icmp_error(w.rip, w.client, w.exceeded, 0, quote);
  EXPECT_EQ(at(Hook::forward, error).action, Action::accept);
  EXPECT_EQ(tuple(quote_of(error)), text(w.client_end, w.vip_end));
  EXPECT_TRUE(is_intact(error));
}

TEST_P(NatIcmp, ThreeQuotedBytesAreNot) {
  Bytes quote = request_at_server();
  quote.resize(header_size(quote) + 3);
  Bytes error = icmp_error(w.rip, w.client, w.exceeded, 0, quote);
  EXPECT_EQ(at(Hook::forward, error).action, Action::pass);
}

TEST_P(NatIcmp, ABadChecksumIsDropped) {
  Bytes error = icmp_error(w.rip, w.client, w.unreachable, w.port_code, request_at_server("x"));
  error.back() ^= 1;
  EXPECT_EQ(at(Hook::forward, error).action, Action::drop);
  error = icmp_error(w.router, w.vip, w.unreachable, w.port_code, reply_at_client());
  error.back() ^= 1;
  EXPECT_EQ(at(Hook::input, error).action, Action::drop);
}

TEST_P(NatIcmp, AnErrorAboutNobodyPasses) {
  const Bytes quote = craft({.from = w.client_end, .to = w.vip_end});
  Bytes error = icmp_error(w.rip, w.client, w.unreachable, w.port_code, quote);
  EXPECT_EQ(at(Hook::forward, error).action, Action::pass);
}

TEST_P(NatIcmp, EchoIsTheStacksBusiness) {
  const uint8_t echo = is_v4(request_at_server()) ? 8 : 128;
  Bytes ping = icmp_error(w.client, w.vip, echo, 0, request_at_server());
  EXPECT_EQ(at(Hook::input, ping).action, Action::pass);
}

TEST_P(NatIcmp, ErrorsCountAndDoNotRestartTheTimer) {
  wait(10);
  Bytes error = icmp_error(w.rip, w.client, w.unreachable, w.port_code, request_at_server());
  at(Hook::forward, error);
  EXPECT_EQ(only_connection(), "SYN_RECV 50");
  EXPECT_EQ(server().counters.out_packets, 1u);
}

TEST_P(NatIcmp, AnErrorIsNeverAnsweredByAnError) {
  Bytes error = icmp_error(w.router, w.vip, w.unreachable, w.port_code, reply_at_client());
  error[is_v4(error) ? 8 : 7] = 1;
  finish_checksums(error);
  EXPECT_EQ(at(Hook::input, error).action, Action::drop);
}

TEST_P(NatIcmp, ATruncatedMessageIsDropped) {
  Bytes error = icmp_error(w.rip, w.client, w.unreachable, w.port_code, {});
  error.resize(header_size(error) + 7);
  store16(&error[is_v4(error) ? 2 : 4], static_cast<uint16_t>(is_v4(error) ? error.size() : 7));
  EXPECT_EQ(at(Hook::forward, error).action, Action::drop);
}

INSTANTIATE_TEST_SUITE_P(Families, NatIcmp, testing::ValuesIn(icmp_worlds));

class NatIcmp4 : public NatTest {
 protected:
  NatIcmp4() {
    add(tcp_service("10.0.0.1:80"), {"10.0.1.2:8080"});
    request({});
  }
};

TEST_F(NatIcmp4, OnlyThreeTypesAreTranslated) {
  for (const int type : {0, 3, 4, 5, 8, 11, 12, 13}) {
    const Bytes quote = craft({.to = "10.0.1.2:8080"});
    Bytes error = icmp_error("10.0.1.2", "10.0.0.2", static_cast<uint8_t>(type), 0, quote);
    const bool translated = type == 3 || type == 4 || type == 11;
    EXPECT_EQ(at(Hook::forward, error).action, translated ? Action::accept : Action::pass) << type;
  }
}

TEST_F(NatIcmp4, AQuotedLaterFragmentIsLeftAlone) {
  Bytes quote = craft({.to = "10.0.1.2:8080"});
  store16(&quote[6], 1);
  Bytes error = icmp_error("10.0.1.2", "10.0.0.2", 3, 1, quote);
  EXPECT_EQ(at(Hook::forward, error).action, Action::pass);
}

}  // namespace
}  // namespace hopproof::core
