#include "harness/case/iptables/iptables_reading.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

struct Row {
  std::string_view line;
  std::string_view word;  ///< what the caret is under
  std::string_view message;
};

void expect_at(const Row& row, const LineError& error) {
  EXPECT_EQ(error.message, row.message);
  ASSERT_LE(size_t(error.offset + error.length), row.line.size());
  EXPECT_EQ(row.line.substr(size_t(error.offset), size_t(error.length)), row.word);
}

const Row warning_rows[] = {
    {"-t nat -A POSTROUTING -j MASQUERAD", "MASQUERAD",
     "unknown target 'MASQUERAD'; did you mean 'MASQUERADE'?"},
    {"-t nat -A POSTROUTING -j masquerade --to-prts 5", "masquerade",
     "unknown target 'masquerade'; did you mean 'MASQUERADE'?"},
    {"-A INPUT -m ipv --vaddr 10.0.0.1 -j DROP", "ipv",
     "unknown match 'ipv'; did you mean 'ipvs'?"},
    {"-A INPUT -m quota2 --grow", "quota2", "unknown match 'quota2'"},
    {"-A INPUT -j TEE --gateway 10.0.0.1", "TEE",
     "unknown target 'TEE'; what follows it is not checked"},
    {"-t nat -A POSTROUTNG -j ACCEPT", "POSTROUTNG",
     "'POSTROUTNG' is not a built-in chain of the table nat; did you mean 'POSTROUTING'?"},
    {"-A input -j DROP", "input",
     "'input' is not a built-in chain of the table filter; did you mean 'INPUT'?"},
};

TEST(Iptables, WhatIsNotKnownIsAWarning) {
  for (const Row& row : warning_rows) {
    SCOPED_TRACE(row.line);
    const ParsedRule result = parsed(row.line);
    ASSERT_EQ(result.warnings.size(), 1U);
    EXPECT_EQ(result.warnings[0].severity, Severity::warning);
    expect_at(row, result.warnings[0]);
  }
}

const Row error_rows[] = {
    {"", "", "an iptables line is empty"},
    {"-j DROP", "-j", "the line has no command such as -A CHAIN"},
    {"-t nat", "-t", "the line has no command such as -A CHAIN"},
    {"-A", "-A", "option -A needs a value"},
    {"-A INPUT -D INPUT", "-D", "-D is a second command"},
    {"-L INPUT", "-L", "-L changes no rules; a case has no use for it"},
    {"-t nta -A INPUT", "nta", "unknown table 'nta'; did you mean 'nat'?"},
    {"-A INPUT extra -j DROP", "extra", "unexpected 'extra'"},
    {"-A INPUT -jDROP", "-jDROP", "a space is missing after -j"},
    {"-A INPUT -Q", "-Q", "unknown option '-Q'"},
    {"-A INPUT --jmup DROP", "--jmup", "unknown option '--jmup'; did you mean '--jump'?"},
    {"-A INPUT -j DROP -j ACCEPT", "-j", "option -j is given twice"},
    {"-A INPUT -j DROP -g CHAIN", "-g", "option -g is given twice"},
    {"-A POSTROUTING -j ACCEPT", "POSTROUTING",
     "the table filter has no chain POSTROUTING; it is in mangle, nat"},
    {"-t nat -A FORWARD -j ACCEPT", "FORWARD",
     "the table nat has no chain FORWARD; it is in mangle, filter, security"},
    {"-P FORWARD REJECT", "REJECT", "a policy is ACCEPT or DROP, not 'REJECT'"},
    {"-P FORWARD drop", "drop", "a policy is ACCEPT or DROP, not 'drop'; did you mean 'DROP'?"},
    {"-P FORWRAD DROP", "FORWRAD",
     "only a built-in chain has a policy, and filter has no 'FORWRAD'; did you mean 'FORWARD'?"},
    {"-t nat -P POSTROUTING DROP", "DROP",
     "the table nat is not meant for filtering, so it takes no DROP"},
    {"-P FORWARD DROP -s 10.0.0.1", "-s", "-P takes no rule"},
    {"-F INPUT -j DROP", "-j", "-F takes no rule"},
    {"-N INPUT", "INPUT", "INPUT is a built-in chain"},
    {"-I INPUT 0 -j DROP", "0", "'0' is not the number of a rule"},
    {"-I INPUT DROP", "DROP", "'DROP' is not the number of a rule"},
    {"-R INPUT -j DROP", "-R", "-R needs the number of a rule"},
    {"-D INPUT 1 -j DROP", "-j", "-D takes the number of a rule or the rule, not both"},
    {"-A INPUT -j FORWARD", "FORWARD",
     "FORWARD is a built-in chain; only user-defined chains can be jumped to"},
    {"-A INPUT -s ! 10.0.0.1", "!", "'!' goes before the option: ! -s"},
    {"-A INPUT -m mark --mark ! 1", "!", "'!' goes before the option: ! --mark"},
    {"-A INPUT ! -j DROP", "!", "option -j cannot be negated"},
    {"-A INPUT -m comment ! --comment x", "!", "option --comment cannot be negated"},
    {"-A INPUT -j DROP !", "!", "'!' must be followed by an option"},
    {"-A INPUT ! -s 10.0.0.1,10.0.0.2", "!", "'!' can negate one address, not a list"},
    {"-A INPUT -s 10.0.0.1,10.0.0.x", "10.0.0.x", "'10.0.0.x' is not an address"},
    {"-A INPUT -s 10.0.0.0/33", "33", "'33' is not a prefix length or a mask"},
    {"-A INPUT -s 2001:db8::1", "2001:db8::1", "2001:db8::1 is an address for ip6tables"},
    {"-A INPUT -p tpc", "tpc", "unknown protocol 'tpc'; did you mean 'tcp'?"},
    {"-A INPUT -i a-name-that-is-too-long", "a-name-that-is-too-long",
     "'a-name-that-is-too-long' is not the name of an interface"},
    {"-A INPUT -o lan", "-o", "-o cannot be used in INPUT"},
    {"-t nat -A POSTROUTING -i lan", "-i", "-i cannot be used in POSTROUTING"},
    {"-A INPUT --dport 80 -p tcp", "--dport",
     "option --dport must come after -p tcp or -p udp or -p sctp"},
    {"-A INPUT -p tcp --dprot 80", "--dprot", "unknown option '--dprot'; did you mean '--dport'?"},
    {"-A INPUT -p tcp --dport 80:x", "x", "'x' is not a port"},
    {"-A INPUT -p tcp --dport htttp", "htttp", "'htttp' is not a port; did you mean 'http'?"},
    {"-A INPUT -p tcp --dport 90:80", "90:80", "the range 90:80 ends before it begins"},
    {"-A INPUT -p tcp --dport", "--dport", "option --dport needs a value"},
    {"-A INPUT -p tcp --dport 80 --dport 81", "--dport", "option --dport is given twice"},
    {"-A INPUT -p tcp --syn=yes", "yes", "option --syn takes no value"},
    {"-A INPUT -p tcp --tcp-flags SYN,RTS SYN", "RTS", "unknown word 'RTS'; did you mean 'RST'?"},
    {"-A INPUT -m tcp --dport 80", "tcp", "tcp needs -p tcp"},
    {"-A INPUT -m multiport --dports 80,443", "multiport",
     "multiport needs -p tcp, udp, udplite, sctp or dccp"},
    {"-A INPUT -p tcp -m multiport --dports 80,99999", "99999", "'99999' is not a port"},
    {"-A INPUT -p tcp -m multiport --dports 1 --sports 2", "--sports",
     "--dports and --sports exclude each other"},
    {"-A INPUT -p icmp --icmp-type ehco-request", "ehco-request",
     "unknown ICMP type 'ehco-request'; did you mean 'echo-request'?"},
    {"-A INPUT -m conntrack --ctstate NEW,ESTABLISED", "ESTABLISED",
     "unknown word 'ESTABLISED'; did you mean 'ESTABLISHED'?"},
    {"-A INPUT -m conntrack", "conntrack", "conntrack needs one of its options"},
    {"-A INPUT -m mark", "mark", "mark needs --mark"},
    {"-A INPUT -m mark --mark 1/x", "1/x", "'1/x' is not a mark; it is N or N/MASK"},
    {"-A INPUT -m ipvs --vadr 10.0.0.1", "--vadr",
     "unknown option '--vadr'; did you mean '--vaddr'?"},
    {"-A INPUT -m ipvs --vaddr 10.0.0", "10.0.0", "'10.0.0' is not an address"},
    {"-A INPUT -m ipvs --vdir ORIGNAL", "ORIGNAL",
     "unknown word 'ORIGNAL'; did you mean 'ORIGINAL'?"},
    {"-A INPUT -m ipvs --vmethod NAT", "NAT",
     "unknown word 'NAT'; it is one of GATE, IPIP or MASQ"},
    {"-A INPUT -m ipvs --vport 80-90", "80-90", "'80-90' is not a port"},
    {"-A INPUT --vaddr 10.0.0.1", "--vaddr", "option --vaddr must come after -m ipvs"},
    {"-A INPUT -m limit --limit 3/fortnight", "3/fortnight",
     "'3/fortnight' is not a rate such as 3/second, 3/minute, 3/hour or 3/day"},
    {"-A INPUT -m mac --mac-source 02:00", "02:00", "'02:00' is not a MAC address"},
    {"-A INPUT -m statistic --mode random", "random", "random needs --probability"},
    {"-A INPUT -m statistic --mode random --probability 1.5", "1.5",
     "'1.5' is not a fraction from 0 to 1, such as 0.25"},
    {"-A INPUT -m iprange --src-range 10.0.0.9-10.0.0.1", "10.0.0.9-10.0.0.1",
     "the range 10.0.0.9-10.0.0.1 ends before it begins"},
    {"-A INPUT -m rpfilter --invert", "rpfilter",
     "rpfilter is only valid in PREROUTING of the table raw or mangle"},
    {"-A INPUT -m owner --uid-owner 0", "owner", "owner is only valid in OUTPUT or POSTROUTING"},
    {"-A INPUT -m hl --hl-eq 1", "hl", "the match hl is for ip6tables"},
    {"-A POSTROUTING -t nat -j MASQURADE --to-ports 5 -j DROP", "-j", "option -j is given twice"},
    {"-A FORWARD -j MASQUERADE", "MASQUERADE",
     "MASQUERADE is only valid in POSTROUTING of the table nat"},
    {"-t nat -A PREROUTING -j MASQUERADE", "MASQUERADE",
     "MASQUERADE is only valid in POSTROUTING of the table nat"},
    {"-A KUBE-X -j MASQUERADE", "MASQUERADE",
     "MASQUERADE is only valid in POSTROUTING of the table nat"},
    {"-t nat -A POSTROUTING -j MASQUERADE --to-port 5", "5",
     "a port here needs -p tcp, udp, sctp, dccp or udplite"},
    {"-t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 1000:2000", "1000:2000",
     "'1000:2000' is not a port"},
    {"-t nat -A POSTROUTING -j SNAT", "SNAT", "SNAT needs --to-source"},
    {"-t nat -A POSTROUTING -j SNAT --to-sorce 10.0.0.1", "--to-sorce",
     "unknown option '--to-sorce'; did you mean '--to-source'?"},
    {"-t nat -A INPUT -j DNAT --to 10.0.0.1", "DNAT",
     "DNAT is only valid in PREROUTING or OUTPUT of the table nat"},
    {"-t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1:x", "x", "'x' is not a port"},
    {"-t nat -A PREROUTING -j REJECT", "REJECT",
     "REJECT is only valid in INPUT, FORWARD or OUTPUT of the table filter"},
    {"-A INPUT -j REJECT --reject-with tcp-reset", "tcp-reset", "tcp-reset needs -p tcp"},
    {"-A INPUT -j REJECT --reject-with icmp-port-unreachble", "icmp-port-unreachble",
     "unknown word 'icmp-port-unreachble'; did you mean 'icmp-port-unreachable'?"},
    {"-A INPUT -j CT --notrack", "CT", "CT is only valid in the table raw"},
    {"-A INPUT -j NOTRACK", "NOTRACK", "NOTRACK is only valid in the table raw"},
    {"-t mangle -A PREROUTING -j MARK", "MARK",
     "MARK needs --set-mark, --set-xmark, --and-mark, --or-mark or --xor-mark"},
    {"-t mangle -A PREROUTING -j MARK --set-mark 1 --or-mark 2", "--or-mark",
     "--set-mark and --or-mark exclude each other"},
    {"-A INPUT -p tcp -j TCPMSS --clamp-mss-to-pmtu", "--clamp-mss-to-pmtu",
     "--clamp-mss-to-pmtu needs the chain FORWARD, OUTPUT or POSTROUTING"},
    {"-A INPUT -j LOG --log-level warn", "warn", "unknown word 'warn'"},
    {"-A INPUT -f -6 -j DROP", "-6", "option -6 belongs to the other address family"},
    {"-A INPUT -j LOG --log-prefix 'open", "'", "this quote is never closed"},
    {"-A INPUT -m comment --comment 'a b' -p tcp --dport 'x y'", "'x y'", "'x y' is not a port"},
};

TEST(Iptables, ErrorsPointAtTheWord) {
  for (const Row& row : error_rows) {
    SCOPED_TRACE(row.line);
    const auto result = parse_iptables(row.line, Family::v4);
    const auto* error = std::get_if<LineError>(&result);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->severity, Severity::error);
    expect_at(row, *error);
  }
}

TEST(Iptables, TheFamiliesDiffer) {
  EXPECT_EQ(rule("-A INPUT -s 2001:db8::/32 -p icmpv6 --icmpv6-type echo-request -j REJECT "
                 "--reject-with icmp6-no-route",
                 Family::v6)
                .target,
            "REJECT");
  EXPECT_EQ(rule("-t nat -A POSTROUTING -p tcp -j SNAT --to-source [2001:db8::1]:80-90", Family::v6)
                .target,
            "SNAT");
  const Row rows[] = {
      {"-A INPUT -s 10.0.0.1", "10.0.0.1", "10.0.0.1 is an address for iptables"},
      {"-A INPUT -f", "-f", "option -f is for iptables"},
      {"-t mangle -A INPUT -j TTL --ttl-set 1", "TTL", "the target TTL is for iptables"},
      {"-A INPUT -m icmp --icmp-type 8", "icmp", "the match icmp is for iptables"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.line);
    const auto result = parse_iptables(row.line, Family::v6);
    ASSERT_TRUE(std::holds_alternative<LineError>(result));
    expect_at(row, std::get<LineError>(result));
  }
}

TEST(Iptables, EveryBeginningOfALineIsReadWithoutHarm) {
  for (const Row& row : error_rows) {
    for (size_t length = 0; length <= row.line.size(); ++length) {
      const auto result = parse_iptables(row.line.substr(0, length), Family::v4);
      const auto* error = std::get_if<LineError>(&result);
      if (error == nullptr) continue;
      EXPECT_LE(size_t(error->offset + error->length), length) << row.line.substr(0, length);
    }
  }
}

}  // namespace
}  // namespace hopproof
