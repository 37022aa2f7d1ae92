#include "harness/case/findings/finding_catalogue.hh"

namespace hopproof {
namespace {

constexpr FindingKind kinds[] = {
    {"no-route-to-vip",
     "A node on the way, mostly the client itself, has no usable route to the VIP.",
     "no frame left the client and its own stack said ENETUNREACH, or a router answered with ICMP "
     "network-unreachable; the node's route lookup for the VIP; unanswered ARP for the next hop",
     "everything behind that node: no packet came there",
     "on the client: ip route add VIP via DIP; or in its router: ip route add VIP via DIP", ""},
    {"vip-arp-unanswered",
     "Nobody on the segment answers ARP (IPv6: neighbour discovery) for the VIP.",
     "the who-has is sighted, no reply to it is, and the neighbour entry has failed (EHOSTUNREACH)",
     "IPVS, filters and routes: no packet of the connection was ever sent",
     "on the director: ip addr add VIP/32 dev IF; a route via DIP instead needs no ARP for the VIP",
     ""},
    {"vip-answered-twice", "Two nodes answer ARP for the VIP, so who gets the packets is a race.",
     "two ARP replies for the VIP with different MAC addresses; not who of them wins",
     "nothing yet: it may work by luck, until a neighbour entry flips",
     "on the real server: sysctl -w net.ipv4.conf.all.arp_ignore=1 "
     "net.ipv4.conf.all.arp_announce=2; "
     "on the second director: ip addr del VIP/32 dev IF",
     ""},
    {"bad-checksum",
     "A packet with a wrong checksum is dropped, silently, by the stack that it is for.",
     "the checksum computed from the raw bytes at the hop; the receiver's silence and resends",
     "routes and filters: the packet did arrive",
     "on the node that sent it so: ethtool -K IF tx off; and mind devices that rewrite without it",
     ""},
    {"lost-on-the-link", "A frame left one end of a segment and never came to the other.",
     "sighted at the sender's interface, not at the receiver's; nobody owns its destination MAC",
     "both nodes' filters and routes",
     "look at the segment: the cloud's source/destination check, port security, a stale neighbour "
     "entry (ip neigh flush dev IF)",
     ""},
    {"request-not-forwarded", "A router between client and director does not pass the request on.",
     "the request comes to the router and does not leave it; its ip_forward, its filter's counters",
     "the director: the request never came there",
     "on the router: sysctl -w net.ipv4.ip_forward=1; iptables -I FORWARD -d VIP -j ACCEPT", ""},
    {"rp-filter-drop",
     "Reverse path filtering drops a packet whose sender is reached by another interface.",
     "the packet comes to the interface and nothing reacts; TcpExtIPReversePathFilter moves, or "
     "the counter of an -m rpfilter rule; or the ARP request of such a sender stays unanswered, "
     "and then no packet and no counter shows it; max(conf.all, conf.IF) and the route back decide",
     "the sender's route: the packet did come",
     "sysctl -w net.ipv4.conf.IF.rp_filter=2 (and conf.all not 1); or route the answer by the way "
     "the question came",
     ""},
    {"request-dropped-by-input-filter",
     "A filter rule drops the request at the director before IPVS sees it: IPVS hooks LOCAL_IN "
     "behind INPUT.",
     "the request comes to the director and never leaves it; the counter of the rule or policy "
     "moves; "
     "no connection entry; the service's InPkts stay (on the kernel they are up to 2 s late)",
     "routes and real servers",
     "on the director: iptables -I INPUT -d VIP -p tcp --dport VPORT -j ACCEPT", ""},
};

}  // namespace

std::span<const FindingKind> findings_before_the_director() { return kinds; }

}  // namespace hopproof
