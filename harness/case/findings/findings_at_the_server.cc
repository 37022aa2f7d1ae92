#include "harness/case/findings/finding_catalogue.hh"

namespace hopproof {
namespace {

constexpr FindingKind kinds[] = {
    {"hairpin-to-self",
     "The real server calls its own VIP and is given to itself: the packet comes back with its "
     "own source address, and it drops it as a martian.",
     "a packet with equal source and destination address comes to the server; in_martian_src "
     "grows; no answer",
     "the director's routes and filters",
     "on the director: iptables -t nat -A POSTROUTING -s RIP -d RIP -j MASQUERADE with "
     "net.ipv4.vs.conntrack=1",
     ""},
    {"server-refuses-vip",
     "With direct routing or tunnels the real server must have the VIP itself, and it has not.",
     "the packet to the VIP comes to the server, whose route lookup for the VIP is not local",
     "the director: it has sent what it should",
     "on the real server: ip addr add VIP/32 dev lo; sysctl -w net.ipv4.conf.all.arp_ignore=1 "
     "net.ipv4.conf.all.arp_announce=2; for tunnels: ip link set tunl0 up",
     ""},
    {"dropped-at-server", "The request comes to the real server, and the server says nothing.",
     "the packet at the server's interface, no reaction though its route back is right; the "
     "counter of its "
     "filter, TcpExtListenDrops",
     "the director and the way back",
     "on the real server: iptables -I INPUT -p tcp --dport PORT -j ACCEPT; ss -ltn for a full "
     "accept queue",
     ""},
    {"server-port-zero",
     "The server line has port 0, so packets keep the service's port, where the server does not "
     "listen.",
     "the server refuses at VPORT; ipvsadm -Ln shows RIP:0", "the way to the server",
     "on the director: ipvsadm -d -t VIP:VPORT -r RIP:0; ipvsadm -a -t VIP:VPORT -r "
     "RIP:PORT -m",
     ""},
    {"server-refused",
     "Nobody listens at that port of the real server; its refusal comes back in the VIP's name.",
     "a reset (UDP: ICMP port-unreachable) starts at the real server; no listener on RIP:PORT",
     "routes and filters: the way there and back works",
     "start the program, bind it to RIP or 0.0.0.0, or correct the port: ipvsadm -Ln; ss -ltn", ""},
    {"reply-has-no-route",
     "The answer cannot be sent: there is no route back to the address it is for.",
     "the request is delivered, no answer leaves, and the route lookup from RIP to that address "
     "fails; "
     "IpOutNoRoutes",
     "the service and the way there",
     "on the real server: ip route add default via DIP; or masquerade on the director with "
     "net.ipv4.vs.conntrack=1",
     ""},
    {"reply-redirected",
     "The real server has obeyed an ICMP redirect and now answers the client past the director.",
     "ICMP redirect from the director; the server's route lookup shows a learned gateway; earlier "
     "answers came by the director and later ones do not",
     "the route as configured: it was right; a redirect that answers a TCP segment is not obeyed "
     "(kernels 6.1 and 6.12), one that answers a datagram is, once the server knows the client's "
     "MAC address, and then holds for TCP too",
     "on the director: sysctl -w net.ipv4.conf.all.send_redirects=0 "
     "net.ipv4.conf.IF.send_redirects=0 (both: they are or-ed)",
     ""},
    {"reply-bypasses-director",
     "The real server's answer does not come back through the director: nobody turns RIP into VIP.",
     "the answer leaves the server toward another node than the director; the server's route to "
     "the address it "
     "answers: on the same segment, by a gateway of its own, by a second default route; the client "
     "resets what "
     "it never asked",
     "the way there and the server itself",
     "on the real server: ip route add CIP via DIP (send_redirects=0 on the director where they "
     "share a "
     "segment); or on the director: iptables -t nat -A POSTROUTING -m ipvs --vaddr VIP -j "
     "MASQUERADE with "
     "net.ipv4.vs.conntrack=1",
     ""},
};

}  // namespace

std::span<const FindingKind> findings_at_the_server() { return kinds; }

}  // namespace hopproof
