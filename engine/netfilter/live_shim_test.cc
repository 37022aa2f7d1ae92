#include "engine/netfilter/live_lab.hh"

namespace hopproof::live {
namespace {

/// The tools as a user calls them in the director's node.
class LiveShim : public LiveTest {
 protected:
  void SetUp() override {
    LiveTest::SetUp();
    if (!IsSkipped())
      start(deployment({"lan"}, {node("director", {{"lan", {"10.0.0.1/24"}}}),
                                 node("peer", {{"lan", {"10.0.0.2/24"}}})}));
  }

  /// What a command prints, "!CODE " before it when it fails.
  std::string output(Texts words) {
    const netns::Finished finished = command(std::move(words));
    return (finished.status.code == 0 ? "" : "!" + std::to_string(finished.status.code) + " ") +
           finished.output;
  }
};

TEST_F(LiveShim, IpvsadmChangesAndLists) {
  EXPECT_EQ(output({"ipvsadm", "-A", "-t", "10.0.0.1:80", "-s", "rr"}), "");
  EXPECT_EQ(output({"ipvsadm", "-A", "-t", "10.0.0.1:80", "-s", "rr"}),
            "!255 Service already exists\n");
  EXPECT_EQ(output({"ipvsadm", "-D", "-t", "10.0.0.1:81"}), "!255 No such service\n");
  EXPECT_EQ(output({"ipvsadm", "-d", "-t", "10.0.0.1:80", "-r", "10.0.0.2"}),
            "!255 No such destination\n");
  EXPECT_EQ(output({"ipvsadm", "-Sn"}), "-A -t 10.0.0.1:80 -s rr\n");
  EXPECT_EQ(output({"ipvsadm", "-a", "-t", "10.0.0.1:80", "-r", "10.0.0.2", "-g"}).substr(0, 17),
            "!69 unsupported: ");
}

TEST_F(LiveShim, SaveAndRestoreGoTogether) {
  const std::string saved =
      "-A -t 10.0.0.1:80 -s wrr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 3\n-A -u 10.0.0.1:53 -s "
      "rr\n";
  EXPECT_EQ(output({"sh", "-c", "printf '%s' '" + saved + "' | ipvsadm-restore"}), "");
  EXPECT_EQ(output({"ipvsadm-save", "-n"}), saved);
  EXPECT_EQ(
      output({"sh", "-c",
              "ipvsadm-save -n > saved; ipvsadm -C; ipvsadm -R < saved; rm saved; ipvsadm -Sn"}),
      saved);
}

TEST_F(LiveShim, SysctlsOfIpvsAreTheEngines) {
  EXPECT_EQ(output({"sysctl", "net.ipv4.vs.conntrack"}), "net.ipv4.vs.conntrack = 0\n");
  EXPECT_EQ(output({"sysctl", "-w", "net.ipv4.vs.conntrack=1"}), "net.ipv4.vs.conntrack = 1\n");
  EXPECT_EQ(output({"sysctl", "-n", "net/ipv4/vs/conntrack"}), "1\n");
  EXPECT_EQ(output({"sysctl", "-w", "net.ipv4.vs.expire_nodest_conn=1", "net.ipv4.ip_forward=1"}),
            "net.ipv4.vs.expire_nodest_conn = 1\nnet.ipv4.ip_forward = 1\n");
  EXPECT_EQ(output({"sysctl", "net.ipv4.vs.nonsense"}),
            "!1 sysctl: cannot stat /proc/sys/net/ipv4/vs/nonsense: No such file or directory\n");
  EXPECT_EQ(output({"sysctl", "-n", "net.ipv4.ip_forward"}), "1\n");
  EXPECT_EQ(output({"sh", "-c", "sysctl -a | grep -E 'vs.conntrack|ip_forward '"}),
            "net.ipv4.vs.conntrack = 1\nnet.ipv4.ip_forward = 1\n");
}

TEST_F(LiveShim, ModulesAreThereExceptSip) {
  EXPECT_EQ(output({"modprobe", "ip_vs"}), "");
  EXPECT_EQ(output({"modprobe", "-a", "ip_vs_rr", "ip_vs_wrr"}), "");
  EXPECT_EQ(output({"modprobe", "ip_vs_ftp"}), "");
  EXPECT_EQ(output({"modprobe", "ip_vs_pe_sip"}), "!69 unsupported: modprobe ip_vs_pe_sip\n");
}

TEST_F(LiveShim, IptablesLinesAreTranslated) {
  EXPECT_EQ(output({"iptables", "-A", "OUTPUT", "-m", "ipvs", "--vport", "80", "-m", "comment",
                    "--comment", "it's \"x\" y", "-j", "ACCEPT"}),
            "");
  EXPECT_EQ(output({"iptables", "-S", "OUTPUT"}),
            "-P OUTPUT ACCEPT\n-A OUTPUT -m mark --mark 0x10000/0x10000 -m comment --comment "
            "\"it\\'s \\\"x\\\" y\" -j ACCEPT\n");
  EXPECT_EQ(output({"iptables", "-D", "OUTPUT", "-m", "ipvs", "--vport", "80", "-m", "comment",
                    "--comment", "it's \"x\" y", "-j", "ACCEPT"}),
            "");
  EXPECT_EQ(output({"iptables", "-A", "OUTPUT", "-m", "mark", "--mark", "0x10000"}).substr(0, 17),
            "!69 unsupported: ");
  EXPECT_EQ(output({"sh", "-c",
                    "printf '*mangle\\n-A OUTPUT -m ipvs --ipvs -j MARK --set-mark 5\\nCOMMIT\\n' "
                    "| iptables-restore -n"}),
            "");
  EXPECT_EQ(output({"iptables", "-t", "mangle", "-S", "OUTPUT"}),
            "-P OUTPUT ACCEPT\n-A OUTPUT -m mark --mark 0x80000000/0x80000000 -j MARK --set-xmark "
            "0x5/0xffff\n");
}

TEST_F(LiveShim, TheEngineEndsWhenToldTo) {
  director_->stop();
  EXPECT_EQ(output({"ipvsadm", "-Ln"}),
            "!127 ipvsadm: cannot reach the engine: Connection refused\n");
  EXPECT_EQ(command({"nft", "list", "tables"}).output.find("hopproof"), std::string::npos);
}

}  // namespace
}  // namespace hopproof::live
