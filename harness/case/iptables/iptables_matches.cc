#include "harness/case/iptables/iptables_catalogue.hh"

namespace hopproof {
namespace {

using F = ValueForm;

constexpr bool negatable = true;
constexpr std::string_view tcp_flag_words = "SYN|ACK|FIN|RST|URG|PSH|ALL|NONE";
constexpr std::string_view address_types =
    "UNSPEC|UNICAST|LOCAL|BROADCAST|ANYCAST|MULTICAST|BLACKHOLE|UNREACHABLE|PROHIBIT|THROW|NAT|"
    "XRESOLVE";
constexpr std::string_view with_ports = "tcp|udp|udplite|sctp|dccp";

constexpr OptionSpec tcp[] = {
    {"--sport", F::port_range, negatable, "--source-port"},
    {"--dport", F::port_range, negatable, "--destination-port"},
    {"--tcp-flags", F::tcp_flags, negatable, {}, tcp_flag_words},
    {"--syn", F::none, negatable},
    {"--tcp-option", F::number, negatable, {}, {}, 255},
};
constexpr OptionSpec udp[] = {
    {"--sport", F::port_range, negatable, "--source-port"},
    {"--dport", F::port_range, negatable, "--destination-port"},
};
constexpr OptionSpec sctp[] = {
    {"--sport", F::port_range, negatable, "--source-port"},
    {"--dport", F::port_range, negatable, "--destination-port"},
};
constexpr OptionSpec icmp[] = {{"--icmp-type", F::icmp_type, negatable}};
constexpr OptionSpec icmp6[] = {{"--icmpv6-type", F::icmp_type, negatable}};

constexpr OptionSpec ipvs[] = {
    {"--ipvs", F::none, negatable},
    {"--vproto", F::protocol, negatable},
    {"--vaddr", F::network, negatable},
    {"--vport", F::port, negatable},
    {"--vdir", F::one_word, false, {}, "ORIGINAL|REPLY"},
    {"--vmethod", F::one_word, negatable, {}, "GATE|IPIP|MASQ"},
    {"--vportctl", F::port, negatable},
};
constexpr std::string_view ipvs_needs =
    "--ipvs|--vproto|--vaddr|--vport|--vdir|--vmethod|--vportctl";

constexpr OptionSpec mark[] = {{"--mark", F::mark, negatable}};
constexpr OptionSpec conntrack[] = {
    {"--ctstate",
     F::word_list,
     negatable,
     {},
     "INVALID|ESTABLISHED|NEW|RELATED|UNTRACKED|SNAT|DNAT"},
    {"--ctproto", F::protocol, negatable},
    {"--ctorigsrc", F::network, negatable},
    {"--ctorigdst", F::network, negatable},
    {"--ctreplsrc", F::network, negatable},
    {"--ctrepldst", F::network, negatable},
    {"--ctorigsrcport", F::port_range, negatable},
    {"--ctorigdstport", F::port_range, negatable},
    {"--ctreplsrcport", F::port_range, negatable},
    {"--ctrepldstport", F::port_range, negatable},
    {"--ctstatus", F::word_list, negatable, {}, "NONE|EXPECTED|SEEN_REPLY|ASSURED|CONFIRMED"},
    {"--ctexpire", F::number_range, negatable},
    {"--ctdir", F::one_word, false, {}, "ORIGINAL|REPLY"},
};
constexpr std::string_view conntrack_needs =
    "--ctstate|--ctproto|--ctorigsrc|--ctorigdst|--ctreplsrc|--ctrepldst|--ctorigsrcport|"
    "--ctorigdstport|--ctreplsrcport|--ctrepldstport|--ctstatus|--ctexpire|--ctdir";
constexpr OptionSpec state[] = {
    {"--state", F::word_list, negatable, {}, "INVALID|ESTABLISHED|NEW|RELATED|UNTRACKED"}};
constexpr OptionSpec multiport[] = {
    {"--sports", F::port_list, negatable, "--source-ports"},
    {"--dports", F::port_list, negatable, "--destination-ports"},
    {"--ports", F::port_list, negatable},
};
constexpr OptionSpec comment[] = {{"--comment", F::text}};
constexpr OptionSpec rpfilter[] = {{"--loose"}, {"--validmark"}, {"--accept-local"}, {"--invert"}};
constexpr OptionSpec limit[] = {{"--limit", F::rate},
                                {"--limit-burst", F::number, false, {}, {}, 10000}};
constexpr OptionSpec addrtype[] = {
    {"--src-type", F::word_list, negatable, {}, address_types},
    {"--dst-type", F::word_list, negatable, {}, address_types},
    {"--limit-iface-in"},
    {"--limit-iface-out"},
};
constexpr OptionSpec iprange[] = {{"--src-range", F::address_range, negatable},
                                  {"--dst-range", F::address_range, negatable}};
constexpr OptionSpec set[] = {
    {"--match-set", F::set_match, negatable},
    {"--return-nomatch"},
    {"--update-counters", F::none, negatable},
    {"--update-subcounters", F::none, negatable},
    {"--packets-eq", F::number, negatable},
    {"--packets-lt", F::number},
    {"--packets-gt", F::number},
    {"--bytes-eq", F::number, negatable},
    {"--bytes-lt", F::number},
    {"--bytes-gt", F::number},
};
constexpr OptionSpec physdev[] = {
    {"--physdev-in", F::interface, negatable},    {"--physdev-out", F::interface, negatable},
    {"--physdev-is-in", F::none, negatable},      {"--physdev-is-out", F::none, negatable},
    {"--physdev-is-bridged", F::none, negatable},
};
constexpr OptionSpec socket[] = {{"--transparent"}, {"--nowildcard"}, {"--restore-skmark"}};
constexpr OptionSpec tcpmss[] = {{"--mss", F::number_range, negatable, {}, {}, 65535}};
constexpr OptionSpec length[] = {{"--length", F::number_range, negatable, {}, {}, 65535}};
constexpr OptionSpec statistic[] = {
    {"--mode", F::one_word, false, {}, "random|nth"},
    {"--probability", F::fraction, negatable},
    {"--every", F::number, negatable},
    {"--packet", F::number},
};
constexpr OptionSpec string[] = {
    {"--algo", F::one_word, false, {}, "bm|kmp"}, {"--from", F::number, false, {}, {}, 65535},
    {"--to", F::number, false, {}, {}, 65535},    {"--string", F::text, negatable},
    {"--hex-string", F::text, negatable},         {"--icase"},
};
constexpr OptionSpec pkttype[] = {
    {"--pkt-type", F::one_word, negatable, {}, "unicast|host|broadcast|multicast"}};
constexpr OptionSpec mac[] = {{"--mac-source", F::mac, negatable}};
constexpr OptionSpec owner[] = {
    {"--uid-owner", F::text, negatable},
    {"--gid-owner", F::text, negatable},
    {"--socket-exists", F::none, negatable},
    {"--suppl-groups"},
};
constexpr Condition statistic_conditions[] = {
    {"--mode", "random", Condition::Of::option, "--probability"},
    {"--mode", "nth", Condition::Of::option, "--every"},
};
constexpr Condition string_conditions[] = {
    {"--string", {}, Condition::Of::option, "--algo"},
    {"--hex-string", {}, Condition::Of::option, "--algo"},
};
constexpr OptionSpec u32[] = {{"--u32", F::text, negatable}};
constexpr OptionSpec ttl[] = {
    {"--ttl-eq", F::number, negatable, "--ttl", {}, 255},
    {"--ttl-lt", F::number, false, {}, {}, 255},
    {"--ttl-gt", F::number, false, {}, {}, 255},
};
constexpr OptionSpec hl[] = {
    {"--hl-eq", F::number, negatable, {}, {}, 255},
    {"--hl-lt", F::number, false, {}, {}, 255},
    {"--hl-gt", F::number, false, {}, {}, 255},
};

constexpr ExtensionSpec matches[] = {
    {.name = "tcp", .options = tcp, .protocols = "tcp"},
    {.name = "udp", .options = udp, .protocols = "udp"},
    {.name = "sctp", .options = sctp, .protocols = "sctp"},
    {.name = "icmp",
     .options = icmp,
     .protocols = "icmp",
     .needs = "--icmp-type",
     .families = Families::v4},
    {.name = "icmp6",
     .options = icmp6,
     .protocols = "icmpv6",
     .needs = "--icmpv6-type",
     .families = Families::v6},
    {.name = "ipvs", .options = ipvs, .needs = ipvs_needs},
    {.name = "mark", .options = mark, .needs = "--mark"},
    {.name = "connmark", .options = mark, .needs = "--mark", .tracks = true},
    {.name = "conntrack", .options = conntrack, .needs = conntrack_needs, .tracks = true},
    {.name = "state", .options = state, .needs = "--state", .tracks = true},
    {.name = "multiport",
     .options = multiport,
     .protocols = with_ports,
     .needs = "--sports|--dports|--ports",
     .one_of = true},
    {.name = "comment", .options = comment, .needs = "--comment"},
    {.name = "rpfilter", .options = rpfilter, .tables = "raw|mangle", .chains = "PREROUTING"},
    {.name = "limit", .options = limit},
    {.name = "addrtype", .options = addrtype, .needs = "--src-type|--dst-type"},
    {.name = "iprange", .options = iprange, .needs = "--src-range|--dst-range"},
    {.name = "set", .options = set, .needs = "--match-set"},
    {.name = "physdev",
     .options = physdev,
     .needs = "--physdev-in|--physdev-out|--physdev-is-in|--physdev-is-out|--physdev-is-bridged"},
    {.name = "socket", .options = socket, .chains = "PREROUTING|INPUT"},
    {.name = "tcpmss", .options = tcpmss, .protocols = "tcp", .needs = "--mss"},
    {.name = "length", .options = length, .needs = "--length"},
    {.name = "statistic",
     .options = statistic,
     .needs = "--mode",
     .conditions = statistic_conditions},
    {.name = "string",
     .options = string,
     .needs = "--string|--hex-string",
     .conditions = string_conditions},
    {.name = "pkttype", .options = pkttype, .needs = "--pkt-type"},
    {.name = "mac", .options = mac, .chains = "PREROUTING|FORWARD|INPUT", .needs = "--mac-source"},
    {.name = "owner",
     .options = owner,
     .chains = "OUTPUT|POSTROUTING",
     .needs = "--uid-owner|--gid-owner|--socket-exists"},
    {.name = "u32", .options = u32, .needs = "--u32"},
    {.name = "ttl",
     .options = ttl,
     .needs = "--ttl-eq|--ttl-lt|--ttl-gt",
     .families = Families::v4,
     .one_of = true},
    {.name = "hl",
     .options = hl,
     .needs = "--hl-eq|--hl-lt|--hl-gt",
     .families = Families::v6,
     .one_of = true},
};

}  // namespace

std::span<const ExtensionSpec> all_matches() { return matches; }

}  // namespace hopproof
