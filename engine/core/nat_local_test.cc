#include "engine/core/nat_fixture.hh"

namespace hopproof::core {
namespace {

/// A server or a client on the director itself.
class NatLocal : public NatTest {
 protected:
  NatLocal() {
    add(tcp_service("10.0.0.1:80"), {"10.0.1.1:8080"});
    around.routes["10.0.1.1"] = {.local = true};
    around.routes["127.0.0.1"] = {.local = true};
  }
};

TEST_F(NatLocal, ALocalServerGetsTheRequestUpTheStack) {
  Bytes packet = craft({.ttl = 1});
  EXPECT_EQ(at(Hook::input, packet).action, Action::accept_local);
  EXPECT_EQ(tuple(packet), "10.0.0.2:40000 > 10.0.1.1:8080");
  EXPECT_EQ(ttl(packet), 1) << "no hop is taken";
  Bytes back = craft({.from = "10.0.1.1:8080", .to = "10.0.0.2:40000", .flags = 0x12});
  EXPECT_EQ(at(Hook::output, back).action, Action::accept);
  EXPECT_EQ(tuple(back), "10.0.0.1:80 > 10.0.0.2:40000");
}

TEST_F(NatLocal, NobodyFromOutsideReachesLoopback) {
  add(tcp_service("10.0.0.1:81"), {"127.0.0.1:8080"});
  EXPECT_EQ(request({.to = "10.0.0.1:81"}), "drop");
  Bytes own = craft({.from = "10.0.0.1:40000", .to = "10.0.0.1:81"});
  EXPECT_EQ(at(Hook::output, own).action, Action::accept_local);
}

TEST_F(NatLocal, LoopbackDoesNotReachAServerOutside) {
  add(tcp_service("10.0.0.1:82"), {"10.0.1.2:80"});
  Bytes packet = craft({.from = "127.0.0.1:40000", .to = "10.0.0.1:82"});
  EXPECT_EQ(at(Hook::output, packet).action, Action::drop);
}

TEST_F(NatLocal, ALocalClientHearsItsRepliesAtInput) {
  add(tcp_service("10.0.0.1:82"), {"10.0.1.2:80"});
  Bytes packet = craft({.from = "10.0.0.1:40000", .to = "10.0.0.1:82"});
  EXPECT_EQ(at(Hook::output, packet).action, Action::send);
  EXPECT_EQ(ttl(packet), 63);
  Bytes back = craft({.from = "10.0.1.2:80", .to = "10.0.0.1:40000", .flags = 0x12});
  EXPECT_EQ(at(Hook::input, back).action, Action::accept);
  EXPECT_EQ(tuple(back), "10.0.0.1:82 > 10.0.0.1:40000");
}

}  // namespace
}  // namespace hopproof::core
