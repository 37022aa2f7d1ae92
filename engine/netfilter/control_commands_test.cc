#include "engine/netfilter/control_commands.hh"

#include <gtest/gtest.h>

namespace hopproof::netfilter {
namespace {

class Nowhere : public core::Surroundings {
 public:
  core::Route route_to(const IpAddress&) const override { return {}; }
};

class ControlCommandsTest : public testing::Test {
 protected:
  /// "CODE TEXT"
  std::string ask(std::string_view request) {
    const Answer answer = administration_.answer(request);
    return std::to_string(answer.code) + " " + answer.text;
  }

  Nowhere nowhere_;
  core::Nat nat_{nowhere_, 1};
  ExpressionBits bits_;
  ControlCommands administration_{nat_, bits_, [] { return core::Time(0); }};
};

TEST_F(ControlCommandsTest, SpeaksAsIpvsadmDoes) {
  EXPECT_EQ(ask("ipvsadm -A -t 10.0.0.1:80 -s rr"), "0 ");
  EXPECT_EQ(ask("ipvsadm -A -t 10.0.0.1:80 -s rr"), "255 Service already exists\n");
  EXPECT_EQ(ask("ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:80 -m"), "0 ");
  EXPECT_EQ(ask("ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:80 -m"), "255 Destination already exists\n");
  EXPECT_EQ(ask("ipvsadm -e -t 10.0.0.1:80 -r 10.0.0.3:80 -m"), "255 No such destination\n");
  EXPECT_EQ(ask("ipvsadm -D -u 10.0.0.1:80"), "255 No such service\n");
  EXPECT_EQ(ask("ipvsadm -Ln -u 10.0.0.1:80"), "255 No such service\n");
  EXPECT_EQ(ask("ipvsadm -Sn"),
            "0 -A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1\n");
  EXPECT_EQ(ask("ipvsadm -A -t 10.0.0.1:99999 -s rr").substr(0, 2), "2 ");
  EXPECT_EQ(ask("ipvsadm -C"), "0 ");
  EXPECT_EQ(ask("ipvsadm -Sn"), "0 ");
}

TEST_F(ControlCommandsTest, SetsTimeouts) {
  EXPECT_EQ(ask("ipvsadm --set 2 0 7"), "0 ");
  EXPECT_EQ(ask("ipvsadm -L --timeout"), "0 Timeout (tcp tcpfin udp): 2 120 7\n");
}

TEST_F(ControlCommandsTest, SaysWhatItCannotDo) {
  EXPECT_EQ(ask("ipvsadm -A -t 10.0.0.1:80 -s rr"), "0 ");
  for (const char* line :
       {"ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:80 -g",
        "ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:80 -i", "ipvsadm --start-daemon master",
        "ipvsadm -A -f 65536 -s rr", "translate 4 -j MARK --set-mark 65536"}) {
    EXPECT_EQ(ask(line).substr(0, 16), "69 unsupported: ") << line;
  }
}

TEST_F(ControlCommandsTest, ReadsAndWritesSysctls) {
  EXPECT_EQ(ask("sysctl net.ipv4.vs.conntrack"), "0 0\n");
  EXPECT_EQ(ask("sysctl net.ipv4.vs.conntrack 1"), "0 ");
  EXPECT_EQ(ask("sysctl conntrack"), "0 1\n");
  EXPECT_EQ(ask("sysctl conntrack yes"),
            "1 setting key \"net.ipv4.vs.conntrack\": Invalid argument\n");
  EXPECT_EQ(ask("sysctl nonsense 1"),
            "1 cannot stat /proc/sys/net/ipv4/vs/nonsense: No such file or directory\n");
  EXPECT_EQ(ask("sysctl nonsense"),
            "1 cannot stat /proc/sys/net/ipv4/vs/nonsense: No such file or directory\n");
}

TEST_F(ControlCommandsTest, TranslatesRules) {
  EXPECT_EQ(ask("translate 4 -A OUTPUT -m ipvs --vport 80"),
            "0 -A OUTPUT -m mark --mark 0x10000/0x10000");
  EXPECT_EQ(ask("translate 4 -A OUTPUT -m ipvs"), "2 -m ipvs needs an option\n");
  EXPECT_EQ(ask("nonsense"), "2 unknown request 'nonsense'\n");
}

}  // namespace
}  // namespace hopproof::netfilter
