#include "harness/base/error.hh"
#include "harness/base/text.hh"
#include "harness/case/prints/iptables_prints.hh"
#include "netns/child.hh"
#include "netns/lab_privileges.hh"
#include "netns/namespace.hh"

#include <array>

#include <gtest/gtest.h>

namespace hopproof::netns {
namespace {

/// Rules as iptables-save prints them, a match or target of each kind whose text is known.
constexpr std::string_view every_kind = R"(*filter
:INPUT DROP [0:0]
:CUSTOM - [0:0]
-A INPUT -s 10.0.0.0/8 ! -d 10.1.0.1/32 ! -i eth+ -p tcp -m tcp ! --sport 1024:65535 --dport 80:90 -j DROP
-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -m tcp ! --tcp-option 5 -j CUSTOM
-A INPUT -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP
-A INPUT -p udp -m udp --sport 53 ! --dport 1:5 -j ACCEPT
-A INPUT -p sctp -m sctp --dport 80 -j ACCEPT
-A INPUT -p icmp -m icmp --icmp-type 3/4 -j ACCEPT
-A INPUT -p icmp -m icmp ! --icmp-type 0 -j ACCEPT
-A INPUT ! -p tcp -g CUSTOM
-A INPUT -f -j ACCEPT
-A INPUT ! -f -j ACCEPT
-A INPUT -i lo
-A INPUT -m mark ! --mark 0x4000/0x4000 -j ACCEPT
-A INPUT -m connmark --mark 0x2 -j ACCEPT
-A INPUT -m conntrack ! --ctstate INVALID,NEW -m conntrack --ctstate DNAT -j ACCEPT
-A INPUT -m conntrack --ctproto 6 --ctorigsrc 10.0.0.0/24 --ctrepldst 10.0.0.3/32 --ctorigdstport 80:90 -j ACCEPT
-A INPUT -m conntrack --ctstatus SEEN_REPLY,ASSURED --ctexpire 5:10 --ctdir REPLY -j ACCEPT
-A INPUT -m state --state NEW -j ACCEPT
-A INPUT -p tcp -m multiport --dports 80,443,8000:8010 -j ACCEPT
-A INPUT -p tcp -m multiport ! --ports 80,443 -j ACCEPT
-A INPUT -p tcp -m comment --comment "has \"quotes\" and \\ back" -m tcp --dport 5 -j ACCEPT
-A INPUT -m limit --limit 3/sec -j LOG --log-prefix "IN \"drop: "
-A INPUT -m addrtype ! --src-type LOCAL,BROADCAST --limit-iface-in -j ACCEPT
-A INPUT -m iprange ! --dst-range 10.0.0.1-10.0.0.9 -j ACCEPT
-A INPUT -m length ! --length 100 -j ACCEPT
-A INPUT -m statistic --mode nth --every 3 --packet 1 -j ACCEPT
-A INPUT -m pkttype --pkt-type multicast -j ACCEPT
-A INPUT -m mac ! --mac-source 02:00:00:00:00:01 -j ACCEPT
-A INPUT -m ttl --ttl-lt 5 -j ACCEPT
-A INPUT -p tcp -m tcpmss --mss 100:200 -j ACCEPT
-A INPUT -m string --string "abc def" --algo kmp --from 5 --to 60 -j DROP
-A INPUT -m u32 --u32 "0x6&0xff=0x1" -j DROP
-A INPUT -m socket --transparent -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-host-prohibited
-A INPUT -j LOG --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode --log-level 3
-A INPUT -j NFLOG --nflog-prefix "x y" --nflog-group 2 --nflog-threshold 7
-A INPUT -j NFQUEUE --queue-balance 0:3 --queue-bypass
-A FORWARD -i eth0 -o eth1 -j ACCEPT
-A OUTPUT -m owner ! --uid-owner 0-10 -j ACCEPT
-A OUTPUT -m owner --socket-exists -j ACCEPT
COMMIT
*nat
-A PREROUTING -d 10.0.0.1/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.5:8080
-A PREROUTING -p tcp -j REDIRECT --to-ports 8080 --random
-A PREROUTING -d 10.9.0.0/24 -j NETMAP --to 10.8.0.0/24
-A POSTROUTING -o eth0 -j MASQUERADE --random-fully
-A POSTROUTING -p tcp -j MASQUERADE --to-ports 1024-2048
-A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.1-10.0.0.9:80-90 --random --persistent
COMMIT
*mangle
-A PREROUTING -j MARK --set-xmark 0x1/0xffffffff
-A PREROUTING -j MARK --set-xmark 0x5/0xf
-A PREROUTING -j MARK --set-xmark 0x0/0x4000
-A PREROUTING -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff
-A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
-A PREROUTING -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xf0
-A PREROUTING -p tcp -j TPROXY --on-port 50080 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1
-A PREROUTING -j TTL --ttl-set 64
-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
-A POSTROUTING -p udp -j CHECKSUM --checksum-fill
-A POSTROUTING -j CLASSIFY --set-class 0001:0002
COMMIT
*raw
-A PREROUTING -j CT --notrack
-A PREROUTING -j CT --zone 5
-A PREROUTING -m rpfilter --loose --validmark --accept-local -j DROP
COMMIT
)";

constexpr auto tables = std::to_array<std::string_view>({"filter", "nat", "mangle", "raw"});

/// What `command` printed in the namespace.
std::string output_of(const Namespace& space, const std::string& command) {
  ChildSpec spec;
  spec.words = {"sh", "-c", command};
  spec.space = &space;
  return run(spec).output;
}

/// The rules and policies there, without counters and comments.
std::string saved(const Namespace& space) {
  std::string text;
  for (const std::string_view table : tables) {
    const std::string output = output_of(space, "iptables-save -t " + std::string(table));
    for (const std::string_view line : lines_of(output)) {
      const bool says = line.starts_with("-A") || line.starts_with(':');
      if (says) text += std::string(line.substr(0, line.find(" ["))) + "\n";
    }
  }
  return text;
}

std::string listed(const Namespace& space) {
  std::string text;
  for (const std::string_view table : tables)
    text += output_of(space, "iptables -nvL -t " + std::string(table));
  return text;
}

/// Appends what the host's iptables takes of the rules, and returns how many these are: which
/// matches there are differs between kernels.
int put(const Namespace& space) {
  std::string table, script = "iptables -N CUSTOM; iptables -P INPUT DROP\n";
  for (const std::string_view line : lines_of(every_kind)) {
    if (line.starts_with('*')) table = line.substr(1);
    if (line.starts_with("-A"))
      script += "iptables -t " + table + " " + std::string(line) + " 2>/dev/null && echo put\n";
  }
  return int(lines_of(output_of(space, script)).size());
}

TEST(ListedRules, AreThoseThatTheRealIptablesSaves) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  const Namespace host = Namespace::create();
  const Namespace copy = Namespace::create();
  if (output_of(host, "iptables -A OUTPUT -j ACCEPT && iptables -F && echo fine") != "fine\n")
    GTEST_SKIP() << "no iptables works here";
  EXPECT_GT(put(host), 40);
  const Printed printed = read_iptables_listing(listed(host), Family::v4);
  for (const PrintRemark& remark : printed.unread) ADD_FAILURE() << remark.message;
  std::string script;
  for (const PrintedItem& item : printed.items) script += "iptables " + item.text + "\n";
  EXPECT_EQ(output_of(copy, script), "");
  EXPECT_EQ(saved(copy), saved(host));
}

}  // namespace
}  // namespace hopproof::netns
