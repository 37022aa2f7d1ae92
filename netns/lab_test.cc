#include "netns/lab.hh"

#include "harness/base/error.hh"
#include "netns/child.hh"
#include "netns/lab_privileges.hh"
#include "netns/sample_case.hh"
#include "netns/sysctl.hh"

#include <filesystem>
#include <fstream>
#include <functional>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace hopproof::netns {
namespace {

Fd udp_socket(const LabNode& node) {
  const EnterScope in(node.space);
  return Fd(check("open a socket", ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
}

/// Sends one datagram and says whom it seems to come from; "" when it does not arrive.
std::string send_and_receive(const LabNode& from, const LabNode& to, const std::string& address) {
  sockaddr_storage target{};
  const unsigned length = Endpoint::parse(address)->to_sockaddr(target);
  const Fd receiver = udp_socket(to);
  const Fd sender = udp_socket(from);
  check("bind", ::bind(receiver.get(), reinterpret_cast<sockaddr*>(&target), length));
  check_long("send",
             ::sendto(sender.get(), "x", 1, 0, reinterpret_cast<sockaddr*>(&target), length));
  pollfd ready{receiver.get(), POLLIN, 0};
  if (::poll(&ready, 1, 2000) != 1) return "";
  sockaddr_storage source{};
  socklen_t size = sizeof source;
  char byte;
  ::recvfrom(receiver.get(), &byte, 1, 0, reinterpret_cast<sockaddr*>(&source), &size);
  return Endpoint::from(source).address.text();
}

std::string output_in(const LabNode& node, std::vector<std::string> words) {
  ChildSpec spec;
  spec.words = std::move(words);
  spec.space = &node.space;
  return run(spec).output;
}

class LabTest : public testing::Test {
 protected:
  void SetUp() override { HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES(); }

  static void with_lab(const Case& deployment, const std::function<void(Lab&)>& test) {
    Lab lab(deployment);
    test(lab);
  }

  static std::string refusal(const Case& deployment) {
    try {
      Lab lab(deployment);
    } catch (const HostError& error) {
      return error.what();
    }
    return "built";
  }
};

TEST_F(LabTest, ASwitchCarriesTheFirstDatagram) {
  with_lab(sample::one_arm(), [](Lab& lab) {
    EXPECT_EQ(send_and_receive(lab.node("client"), lab.node("director"), "100.222.111.1:9"),
              "1.65.15.140");
    EXPECT_EQ(send_and_receive(lab.node("rs1"), lab.node("rs2"), "1.65.15.144:9"), "1.65.15.143");
  });
}

TEST_F(LabTest, ARouterForwardsBetweenPairs) {
  with_lab(sample::two_arm(), [](Lab& lab) {
    EXPECT_EQ(send_and_receive(lab.node("client"), lab.node("rs1"), "10.2.0.5:9"), "10.1.0.9");
    EXPECT_EQ(send_and_receive(lab.node("client"), lab.node("director"), "10.99.0.1:9"), "10.1.0.9")
        << "an interface that is plugged in nowhere holds the address";
  });
}

TEST_F(LabTest, EveryVethEndIsATapPoint) {
  with_lab(sample::one_arm(), [](Lab& lab) {
    ASSERT_EQ(lab.tap_points().size(), 8u);
    const TapPoint& end = lab.tap_points()[0];
    EXPECT_EQ(end.node + "." + end.interface + " on " + end.network, "client.lan on lan");
    EXPECT_EQ(end.device, "lan");
    EXPECT_FALSE(end.switch_side);
    const TapPoint& port = lab.tap_points()[1];
    EXPECT_TRUE(port.switch_side);
    EXPECT_EQ(port.device, "port1");
    EXPECT_EQ(hopproof::text(port.mac), "02:00:01:41:0f:8c");
  });
  with_lab(sample::two_arm(), [](Lab& lab) { EXPECT_EQ(lab.tap_points().size(), 4u); });
}

TEST_F(LabTest, LinksAreQuietAndHonest) {
  with_lab(sample::two_arm(), [](Lab& lab) {
    const std::string links = output_in(lab.node("director"), {"ip", "-o", "link"});
    EXPECT_NE(links.find("back@"), std::string::npos);
    EXPECT_NE(links.find("mtu 1400"), std::string::npos);
    EXPECT_EQ(
        output_in(lab.node("director"), {"ip", "-6", "-o", "address", "show", "scope", "link"}),
        "");
    const EnterScope in(lab.node("director").space);
    std::string value;
    ASSERT_EQ(read_sysctl("net/ipv4/neigh/back/retrans_time_ms", value), 0);
    EXPECT_EQ(value, "60");
  });
}

TEST_F(LabTest, OffloadsAreOffUnlessAskedFor) {
  const auto segmentation = [](Lab& lab) {
    const std::string all = output_in(lab.node("client"), {"ethtool", "-k", "lan"});
    return all.find("tcp-segmentation-offload: on") != std::string::npos;
  };
  with_lab(sample::one_arm(), [&](Lab& lab) {
    try {
      EXPECT_FALSE(segmentation(lab));
      Lab bench(sample::one_arm(), {.offloads = true});
      EXPECT_TRUE(segmentation(bench));
    } catch (const SystemError& error) {
      GTEST_SKIP() << error.what();  // no ethtool
    }
  });
}

TEST_F(LabTest, SysctlsAreTheCasesElseTheKernels) {
  Case deployment = sample::two_arm();
  deployment.nodes[1].sysctls = {sample::sysctl("net.ipv4.conf.all.accept_redirects", "1"),
                                 sample::sysctl("net.ipv4.conf.back.rp_filter", "2"),
                                 sample::sysctl("net.ipv4.ip_forward", "1"),
                                 sample::sysctl("net.ipv4.vs.conntrack", "1")};
  with_lab(deployment, [](Lab& lab) {
    const EnterScope in(lab.node("director").space);
    const auto value = [](const std::string& path) {
      std::string seen;
      EXPECT_EQ(read_sysctl(path, seen), 0) << path;
      return seen;
    };
    EXPECT_EQ(value("net/ipv4/conf/back/forwarding"), "1");
    EXPECT_EQ(value("net/ipv4/conf/back/rp_filter"), "2");
    EXPECT_EQ(value("net/ipv4/conf/front/rp_filter"), "0");
    EXPECT_EQ(value("net/ipv4/conf/all/accept_redirects"), "1")
        << "ip_forward, which resets it, comes first";
  });
}

TEST_F(LabTest, FilesLieInAFolderThatGoes) {
  Case deployment = sample::one_arm();
  deployment.nodes[2].files = {{"nginx.conf", "user root;"}, {"start", "#!/bin/sh\n"}};
  std::string folder;
  with_lab(deployment, [&](Lab& lab) {
    folder = lab.folder();
    struct stat status {};
    ASSERT_EQ(::stat(folder.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
    std::ifstream file(lab.node("rs1").folder + "/nginx.conf");
    std::string text;
    std::getline(file, text);
    EXPECT_EQ(text, "user root;");
    EXPECT_EQ(::access((lab.node("rs1").folder + "/start").c_str(), X_OK), 0);
  });
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(LabTest, ErrorsNameTheItem) {
  Case deployment = sample::one_arm();
  deployment.nodes[2].routes = {
      sample::route("gateway", "default via 10.0.0.1", "0.0.0.0/0", "10.0.0.1")};
  EXPECT_EQ(refusal(deployment),
            "cannot add route rs1.routes.gateway (default via 10.0.0.1): Nexthop has invalid "
            "gateway: Network is unreachable");

  deployment = sample::one_arm();
  deployment.nodes[1].sysctls = {sample::sysctl("net.ipv4.ip_foward", "1")};
  EXPECT_EQ(refusal(deployment),
            "cannot set director.sysctls.net.ipv4.ip_foward to 1: a network namespace of this "
            "kernel has no such sysctl");
  deployment.nodes[1].sysctls = {sample::sysctl("kernel.core_pattern", "|/bin/sh")};
  EXPECT_EQ(
      refusal(deployment),
      "cannot set director.sysctls.kernel.core_pattern to |/bin/sh: only net.* belongs to a node");
  deployment.nodes[1].sysctls = {sample::sysctl("net.ipv4.ip_forward", "maybe")};
  EXPECT_EQ(refusal(deployment),
            "cannot set director.sysctls.net.ipv4.ip_forward to maybe: Invalid argument");
}

TEST_F(LabTest, Ipv6WorksAtOnce) {
  Case deployment = sample::two_arm();
  deployment.nodes[0].interfaces = {sample::interface("front", "front", {"2001:db8:1::9/64"})};
  deployment.nodes[0].routes = {};
  deployment.nodes[1].interfaces[0] = sample::interface("front", "front", {"2001:db8:1::1/64"});
  with_lab(deployment, [](Lab& lab) {
    const auto open = [](const LabNode& node) {
      const EnterScope in(node.space);
      return Fd(check("open a socket", ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
    };
    const Fd receiver = open(lab.node("director")), sender = open(lab.node("client"));
    sockaddr_storage target{};
    const unsigned length = Endpoint::parse("[2001:db8:1::1]:9")->to_sockaddr(target);
    check("bind", ::bind(receiver.get(), reinterpret_cast<sockaddr*>(&target), length));
    check_long("send",
               ::sendto(sender.get(), "x", 1, 0, reinterpret_cast<sockaddr*>(&target), length));
    pollfd ready{receiver.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&ready, 1, 2000), 1);
  });
}

}  // namespace
}  // namespace hopproof::netns
