#include "harness/case/iptables/iptables_catalogue.hh"

namespace hopproof {
namespace {

using F = ValueForm;

constexpr std::string_view source_chains = "POSTROUTING|INPUT";
constexpr std::string_view destination_chains = "PREROUTING|OUTPUT";
constexpr std::string_view filter_chains = "INPUT|FORWARD|OUTPUT";

constexpr OptionSpec reject4[] = {
    {"--reject-with",
     F::one_word,
     false,
     {},
     "icmp-net-unreachable|icmp-host-unreachable|icmp-proto-unreachable|icmp-port-unreachable|"
     "icmp-net-prohibited|icmp-host-prohibited|icmp-admin-prohibited|tcp-reset|net-unreach|"
     "host-unreach|proto-unreach|port-unreach|net-prohib|host-prohib|admin-prohib|tcp-rst"}};
constexpr OptionSpec reject6[] = {
    {"--reject-with",
     F::one_word,
     false,
     {},
     "icmp6-no-route|icmp6-adm-prohibited|icmp6-addr-unreachable|icmp6-port-unreachable|"
     "icmp6-policy-fail|icmp6-reject-route|tcp-reset|no-route|adm-prohibited|addr-unreach|"
     "port-unreach|policy-fail|reject-route"}};
constexpr OptionSpec masquerade[] = {
    {"--to-ports", F::port_dash}, {"--random"}, {"--random-fully"}};
constexpr OptionSpec snat[] = {
    {"--to-source", F::nat_address}, {"--random"}, {"--random-fully"}, {"--persistent"}};
constexpr OptionSpec dnat[] = {
    {"--to-destination", F::nat_address}, {"--random"}, {"--persistent"}};
constexpr OptionSpec redirect[] = {{"--to-ports", F::port_dash}, {"--random"}};
constexpr OptionSpec netmap[] = {{"--to", F::network}};
constexpr OptionSpec mark_target[] = {
    {"--set-mark", F::mark},  {"--set-xmark", F::mark},  {"--and-mark", F::number},
    {"--or-mark", F::number}, {"--xor-mark", F::number},
};
constexpr OptionSpec connmark[] = {
    {"--set-mark", F::mark},  {"--set-xmark", F::mark},  {"--and-mark", F::number},
    {"--or-mark", F::number}, {"--xor-mark", F::number}, {"--save-mark"},
    {"--restore-mark"},       {"--mask", F::number},     {"--nfmask", F::number},
    {"--ctmask", F::number},
};
constexpr OptionSpec log[] = {
    {"--log-level",
     F::one_word,
     false,
     {},
     "emerg|panic|alert|crit|error|warning|notice|info|debug|0|1|2|3|4|5|6|7"},
    {"--log-prefix", F::text},
    {"--log-tcp-sequence"},
    {"--log-tcp-options"},
    {"--log-ip-options"},
    {"--log-uid"},
    {"--log-macdecode"},
};
constexpr OptionSpec nflog[] = {
    {"--nflog-group", F::number, false, {}, {}, 65535},
    {"--nflog-prefix", F::text},
    {"--nflog-range", F::number},
    {"--nflog-size", F::number},
    {"--nflog-threshold", F::number, false, {}, {}, 65535},
};
constexpr OptionSpec ct[] = {
    {"--notrack"},
    {"--helper", F::text},
    {"--timeout", F::text},
    {"--ctevents", F::text},
    {"--expevents", F::text},
    {"--zone", F::text},
    {"--zone-orig", F::text},
    {"--zone-reply", F::text},
};
constexpr OptionSpec tcpmss_target[] = {{"--set-mss", F::number, false, {}, {}, 65535},
                                        {"--clamp-mss-to-pmtu"}};
constexpr OptionSpec tproxy[] = {
    {"--on-port", F::port}, {"--on-ip", F::address}, {"--tproxy-mark", F::mark}};
constexpr OptionSpec ttl_target[] = {
    {"--ttl-set", F::number, false, {}, {}, 255},
    {"--ttl-inc", F::number, false, {}, {}, 255},
    {"--ttl-dec", F::number, false, {}, {}, 255},
};
constexpr OptionSpec hl_target[] = {
    {"--hl-set", F::number, false, {}, {}, 255},
    {"--hl-inc", F::number, false, {}, {}, 255},
    {"--hl-dec", F::number, false, {}, {}, 255},
};
constexpr OptionSpec nfqueue[] = {
    {"--queue-num", F::number, false, {}, {}, 65535},
    {"--queue-balance", F::number_range, false, {}, {}, 65535},
    {"--queue-bypass"},
    {"--queue-cpu-fanout"},
};
constexpr OptionSpec checksum[] = {{"--checksum-fill"}};
constexpr OptionSpec classify[] = {{"--set-class", F::class_id}};

constexpr Condition reject_conditions[] = {
    {"--reject-with", "tcp-reset|tcp-rst", Condition::Of::protocol, "tcp"}};
constexpr Condition clamp_conditions[] = {
    {"--clamp-mss-to-pmtu", {}, Condition::Of::chain, "FORWARD|OUTPUT|POSTROUTING"}};

constexpr std::string_view set_marks = "--set-mark|--set-xmark|--and-mark|--or-mark|--xor-mark";
constexpr std::string_view set_connmarks =
    "--set-mark|--set-xmark|--and-mark|--or-mark|--xor-mark|--save-mark|--restore-mark";

constexpr ExtensionSpec targets[] = {
    {.name = "ACCEPT"},
    {.name = "DROP"},
    {.name = "RETURN"},
    {.name = "REJECT",
     .options = reject4,
     .tables = "filter",
     .chains = filter_chains,
     .families = Families::v4,
     .conditions = reject_conditions},
    {.name = "REJECT",
     .options = reject6,
     .tables = "filter",
     .chains = filter_chains,
     .families = Families::v6,
     .conditions = reject_conditions},
    {.name = "MASQUERADE",
     .options = masquerade,
     .tables = "nat",
     .chains = "POSTROUTING",
     .tracks = true,
     .port_option = "--to-ports"},
    {.name = "SNAT",
     .options = snat,
     .tables = "nat",
     .chains = source_chains,
     .needs = "--to-source",
     .tracks = true,
     .port_option = "--to-source"},
    {.name = "DNAT",
     .options = dnat,
     .tables = "nat",
     .chains = destination_chains,
     .needs = "--to-destination",
     .tracks = true,
     .port_option = "--to-destination"},
    {.name = "REDIRECT",
     .options = redirect,
     .tables = "nat",
     .chains = destination_chains,
     .tracks = true,
     .port_option = "--to-ports"},
    {.name = "NETMAP", .options = netmap, .tables = "nat", .needs = "--to", .tracks = true},
    {.name = "MARK", .options = mark_target, .needs = set_marks, .one_of = true},
    {.name = "CONNMARK",
     .options = connmark,
     .needs = set_connmarks,
     .one_of = true,
     .tracks = true},
    {.name = "LOG", .options = log},
    {.name = "NFLOG", .options = nflog},
    {.name = "NOTRACK", .tables = "raw", .tracks = true},
    {.name = "CT", .options = ct, .tables = "raw", .tracks = true},
    {.name = "TCPMSS",
     .options = tcpmss_target,

     .protocols = "tcp",
     .needs = "--set-mss|--clamp-mss-to-pmtu",
     .one_of = true,
     .conditions = clamp_conditions},
    {.name = "TRACE"},
    {.name = "TPROXY",
     .options = tproxy,
     .tables = "mangle",
     .chains = "PREROUTING",
     .protocols = "tcp|udp",
     .needs = "--on-port"},
    {.name = "TTL",
     .options = ttl_target,
     .tables = "mangle",
     .needs = "--ttl-set|--ttl-inc|--ttl-dec",
     .families = Families::v4,
     .one_of = true},
    {.name = "HL",
     .options = hl_target,
     .tables = "mangle",
     .needs = "--hl-set|--hl-inc|--hl-dec",
     .families = Families::v6,
     .one_of = true},
    {.name = "NFQUEUE", .options = nfqueue},
    {.name = "CHECKSUM", .options = checksum, .tables = "mangle", .needs = "--checksum-fill"},
    {.name = "CLASSIFY",
     .options = classify,
     .chains = "OUTPUT|FORWARD|POSTROUTING",
     .needs = "--set-class"},
};

}  // namespace

std::span<const ExtensionSpec> all_targets() { return targets; }

}  // namespace hopproof
