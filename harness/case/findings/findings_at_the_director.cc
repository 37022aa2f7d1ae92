#include "harness/case/findings/finding_catalogue.hh"

namespace hopproof {
namespace {

constexpr FindingKind kinds[] = {
    {"vip-not-on-director",
     "The VIP is no local address of the director, so the request is forwarded or refused, never "
     "balanced.",
     "the director's route lookup for the VIP is not local; the request leaves it with the VIP "
     "still in "
     "it, or it answers ICMP network-unreachable (ENETUNREACH at the client, as if it had no "
     "route); no "
     "connection entry",
     "services and real servers: IPVS was not asked", "on the director: ip addr add VIP/32 dev IF",
     ""},
    {"no-matching-service",
     "No virtual service is for this address, port, protocol or mark: the director's own stack "
     "gets the "
     "request.",
     "a reset or ICMP port-unreachable from the VIP itself, no connection entry, and no such line "
     "in ipvsadm -Ln",
     "real servers and the way back",
     "on the director: ipvsadm -A -t VIP:VPORT -s rr; ipvsadm -a ...; or "
     "the rule that sets the service's mark",
     ""},
    {"answered-by-the-director",
     "A program of the director itself answered for the VIP: the connection looks well and is not "
     "balanced.",
     "the answer starts at the director, no packet went to a real server, a local port listens",
     "the network: everything works, but the wrong program answers",
     "add the missing service, or bind the director's program to the DIP only", ""},
    {"two-directors",
     "Packets of an open connection come to a director that has no entry for it; another one has.",
     "the connection went through another director before; this one has no row and resets it",
     "the real server and its routes",
     "one owner of the VIP at a time (keepalived's VRRP); ipvsadm --start-daemon master/backup to "
     "share connections; arp_ignore on the others",
     ""},
    {"connection-expired",
     "The director has forgotten the connection: it was idle for longer than its timeout.",
     "a packet from the middle of a connection is answered by a reset from the VIP; no row in "
     "ipvsadm -Lnc; the server is still in the service",
     "the server: it still holds the connection",
     "ipvsadm --set 7200 120 300; or keepalive in client or server below 900 s", ""},
    {"stale-destination",
     "An entry, or a persistence template, still points to a server that is gone, drained or dead.",
     "the row in ipvsadm -Lnc names a server that ipvsadm -Ln has not, or with weight 0; packets "
     "vanish in "
     "the director (expire_nodest_conn=0) or are reset (=1)",
     "the client: a new connection, without the entry, goes elsewhere",
     "sysctl -w net.ipv4.vs.expire_nodest_conn=1 net.ipv4.vs.expire_quiescent_template=1", ""},
    {"port-reuse-reset-or-delay",
     "A new SYN from the same client port meets the old entry, and IPVS drops it or sends it to "
     "the old "
     "server.",
     "the first SYN stops at the director while a row of the same client port is in TIME_WAIT; "
     "the resend passes a second later",
     "the server: it never saw the first SYN",
     "sysctl -w net.ipv4.vs.conn_reuse_mode=0, or a kernel >= 5.9; other source ports in the "
     "client",
     "on kernels 6.1 and 6.12 and the bundled engine, which schedule anew at once"},
    {"service-without-servers",
     "The virtual service has no real server: the director refuses with ICMP port-unreachable, for "
     "TCP too.",
     "ICMP port-unreachable from the VIP that quotes the request; the service's list in ipvsadm "
     "-Ln is empty",
     "routes and filters: the request came and was answered",
     "on the director: ipvsadm -a -t VIP:VPORT -r RIP:PORT -m", ""},
    {"all-weights-zero",
     "Every real server of the service has weight 0 or is over its threshold, so none is chosen.",
     "ICMP port-unreachable from the VIP that quotes the request; the weights in ipvsadm -Ln",
     "the servers themselves: none was asked",
     "on the director: ipvsadm -e -t VIP:VPORT -r RIP:PORT -m -w 1", ""},
    {"wrong-source-address",
     "The sender took an address of another interface as its source, so the answer goes elsewhere.",
     "the packet leaves by an interface that does not have its source address; for a client on "
     "the director that is mostly the VIP; a server of several addresses may answer from the "
     "wrong one",
     "the director's tables: the packet was sent where it should",
     "ip route replace VIP via GATEWAY src ADDRESS; on a director that is its own client: iptables "
     "-t nat -A "
     "POSTROUTING -s VIP -o IF -j MASQUERADE with net.ipv4.vs.conntrack=1",
     ""},
    {"tuple-collision",
     "Behind the director two connections have the same addresses and ports, so answers go to the "
     "wrong one.",
     "two rows of ipvsadm -Lnc with the same source and destination and different virtual "
     "addresses; or the "
     "answer leaves with another VIP",
     "routes and filters",
     "masquerade with net.ipv4.vs.conntrack=1 (it changes the port), or one server port "
     "a service",
     ""},
    {"masquerade-port-exhausted",
     "The masquerade has no free source port toward this server, so the request is dropped.",
     "a row exists and the rule matched, yet nothing leaves the director; the ports of the rule "
     "are all taken",
     "the service and its servers",
     "more ports (--to-ports 1024-65535), more addresses (SNAT --to-source A-B), "
     "or more servers",
     ""},
    {"masquerade-not-applied",
     "There is a masquerade rule, and yet the request leaves the director with the client's "
     "address.",
     "the source is unchanged behind the director; net.ipv4.vs.conntrack is 0 and IPVS packets are "
     "untracked, "
     "or a term of the rule does not match, or NOTRACK took the packet; the rule's counter stays",
     "the rule's being missing",
     "on the director: sysctl -w net.ipv4.vs.conntrack=1; or widen the rule's match; "
     "or remove NOTRACK",
     ""},
    {"conntrack-lost",
     "The director's conntrack entry went in mid-connection, and the masquerade with it.",
     "the same connection leaves the director with another source than before; the server resets "
     "what it "
     "never saw begin",
     "IPVS: its entry is still there",
     "do not flush (conntrack -F, a firewall restart) under open connections", ""},
    {"server-unreachable", "The director cannot reach the real server that it has chosen.",
     "ARP for RIP unanswered, or no route; ICMP host-unreachable to the client (EHOSTUNREACH "
     "there)",
     "the client and the VIP",
     "start the server or take it out: ipvsadm -d -t VIP:VPORT -r RIP:PORT; a health check "
     "(keepalived) does it",
     ""},
};

}  // namespace

std::span<const FindingKind> findings_at_the_director() { return kinds; }

}  // namespace hopproof
