#include "harness/case/findings/finding_catalogue.hh"

namespace hopproof {
namespace {

constexpr FindingKind kinds[] = {
    {"reply-not-forwarded",
     "The answer comes to the director, which does not forward: ip_forward is 0. Requests pass "
     "without it.",
     "the answer at the director's interface, nothing behind it, no ICMP; IpInAddrErrors; "
     "net.ipv4.ip_forward=0 in its own namespace",
     "the real server: it answered, and to the right node",
     "on the director: sysctl -w net.ipv4.ip_forward=1 (IPv6: net.ipv6.conf.all.forwarding=1)", ""},
    {"reply-dropped-as-invalid",
     "A rule drops the answer as INVALID: conntrack does not know connections that IPVS keeps to "
     "itself.",
     "the answer stops at the director; the counter of the ctstate INVALID rule moves; "
     "net.ipv4.vs.conntrack=0",
     "ip_forward and the server",
     "on the director: sysctl -w net.ipv4.vs.conntrack=1; or accept before that rule: "
     "iptables -I FORWARD -s RIP -p tcp --sport PORT -j ACCEPT",
     ""},
    {"reply-dropped-by-forward-filter",
     "A FORWARD rule or policy drops the answer, which there still has RIP as its source.",
     "the answer stops at the director; the counter of the rule or policy moves; OutPkts stay (on "
     "the kernel they "
     "are up to 2 s late)",
     "ip_forward and the server",
     "on the director: iptables -I FORWARD -s RIP -d CIP -p tcp --sport PORT -j ACCEPT", ""},
    {"reply-not-translated",
     "The answer passes the director unchanged, with RIP instead of VIP as its source.",
     "the same packet before and behind the director with RIP in it; no row in ipvsadm -Lnc "
     "(one-packet "
     "scheduling keeps none); the client refuses it",
     "routes and ip_forward: the answer did pass",
     "no -o for services that answer; "
     "sysctl -w net.ipv4.vs.nat_icmp_send=1 to refuse what no entry knows",
     ""},
    {"icmp-error-lost",
     "An ICMP error that a sender needs, mostly fragmentation-needed, is lost on its way: a black "
     "hole.",
     "the error is sighted at one hop and not at the next; large segments are resent without end",
     "small packets: they pass",
     "accept it: iptables -I INPUT -p icmp --icmp-type fragmentation-needed -j ACCEPT; or clamp: "
     "iptables -t mangle "
     "-A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu",
     ""},
    {"payload-address",
     "The server tells its own address inside the payload (FTP), and the client connects there.",
     "the client opens a connection to RIP, which it cannot know otherwise",
     "the control connection: it works",
     "on the director: modprobe ip_vs_ftp with net.ipv4.vs.conntrack=1; or have "
     "the server name the VIP (vsftpd: pasv_address)",
     ""},
    {"unexplained", "The connection failed, and no rule of this version knows why.",
     "where its last packet was seen, and that no counter of the nodes tells more", "",
     "look at the node named: nstat -az, iptables-save -c, ip route get; and send the case", ""},
    {"uneven",
     "Some servers of the service answer and others do not, so a share of the connections fails.",
     "the connections of this step, by the server that was chosen for each",
     "the client and the VIP: the other connections work",
     "see the finding of the failing server; until then ipvsadm -d -t VIP:VPORT -r RIP:PORT", ""},
};

}  // namespace

std::span<const FindingKind> findings_on_the_way_back() { return kinds; }

}  // namespace hopproof
