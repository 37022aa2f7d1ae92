#include "harness/case/nftables/nftables.hh"

#include "harness/case/nftables/nft_counting.hh"

#include <gmock/gmock.h>

namespace hopproof {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<NftPart> parts_of(std::string_view text) {
  const auto read = parse_nftables(text);
  const auto* error = std::get_if<LineError>(&read);
  EXPECT_EQ(error, nullptr) << error->message;
  return error != nullptr ? std::vector<NftPart>() : std::get<std::vector<NftPart>>(read);
}

std::vector<std::string> shown(std::string_view text) {
  std::vector<std::string> lines;
  for (const NftPart& part : parts_of(text)) lines.push_back(part.name + ": " + part.text);
  return lines;
}

constexpr std::string_view firewall = R"(flush ruleset
define web = { 80, 443 }  # ports
table inet filter {
  set friends { type ipv4_addr; elements = { 10.0.0.1,
                                             10.0.0.2 } }
  chain forward {
    type filter hook forward priority filter + 10; policy drop;
    ct state vmap { established : accept, invalid : drop }
    tcp dport { 80,
                443 } accept comment "web; not { more"
    jump last
  }
  chain last { counter reject with icmp type admin-prohibited; ct status dnat log }
}
)";

TEST(Nftables, FindsChainsPoliciesAndRules) {
  EXPECT_THAT(
      shown(firewall),
      ElementsAre("filter.forward: type filter hook forward priority filter + 10",
                  "filter.forward.policy: policy drop",
                  "filter.forward.1: ct state vmap { established : accept, invalid : drop }",
                  "filter.forward.2: tcp dport { 80, 443 } accept comment \"web; not { more\"",
                  "filter.forward.3: jump last", "filter.last: chain last",
                  "filter.last.1: counter reject with icmp type admin-prohibited",
                  "filter.last.2: ct status dnat log"));
}

TEST(Nftables, ReadsCommandsAndTablesOfOneName) {
  EXPECT_THAT(
      shown("add table ip f\nadd chain ip f in { type nat hook input priority 0; policy accept; }\n"
            "add rule f in tcp dport 22 accept\ninsert rule ip f in drop\n"
            "table ip6 f { chain in { } }\n"),
      ElementsAre("ip.f.in: type nat hook input priority 0", "ip.f.in.1: tcp dport 22 accept",
                  "ip.f.in.2: drop", "ip6.f.in: chain in"));
}

std::string without(std::string_view text, std::string_view name) {
  std::string rest(text);
  for (const NftPart& part : parts_of(text))
    if (part.name == name) blank_out(rest, part.spans);
  return rest;
}

TEST(Nftables, ABlankedPartIsGoneAndLinesStay) {
  const std::string rest = without(firewall, "filter.forward.2");
  EXPECT_EQ(std::ranges::count(rest, '\n'), std::ranges::count(firewall, '\n'));
  EXPECT_EQ(parts_of(rest).size(), parts_of(firewall).size() - 1);
  EXPECT_THAT(shown(without(firewall, "filter.forward")),
              ElementsAre("filter.last: chain last",
                          "filter.last.1: counter reject with icmp type admin-prohibited",
                          "filter.last.2: ct status dnat log"));
  EXPECT_THAT(without(firewall, "filter.last"), HasSubstr("chain last {"));
}

std::string refusal(std::string_view text) {
  const auto read = parse_nftables(text);
  const auto* error = std::get_if<LineError>(&read);
  return error == nullptr ? ""
                          : std::string(text.substr(size_t(error->offset), size_t(error->length)));
}

TEST(Nftables, SaysWhatItCannotRead) {
  EXPECT_EQ(refusal("tabel ip f { }"), "tabel");
  EXPECT_EQ(refusal("table inett f { }"), "inett");
  EXPECT_EQ(refusal("table ip f { chain c { type filter hook forwad priority 0; } }"), "forwad");
  EXPECT_EQ(refusal("table ip f { chain c { policy reject; } }"), "reject");
  EXPECT_EQ(refusal("table ip f { chain c { accept }"), "{");
  EXPECT_EQ(refusal("table ip f { } }"), "}");
  EXPECT_EQ(refusal("nft add table x"), "nft");
}

std::string counted(std::string_view text) {
  return counted_ruleset(std::string(text), parts_of(text));
}

TEST(Nftables, EveryRuleAndADroppingPolicyCount) {
  EXPECT_EQ(counted("add rule ip f c tcp dport 80 drop"),
            "add rule ip f c tcp dport 80  counter drop");
  EXPECT_EQ(counted("add rule ip f c counter drop"), "add rule ip f c counter drop");
  EXPECT_EQ(counted("add rule ip f c meta mark set 1 comment \"x\""),
            "add rule ip f c meta mark set 1  counter comment \"x\"");
  const std::string all = counted(firewall);
  EXPECT_THAT(all, HasSubstr("443 }  counter accept"));
  EXPECT_THAT(all, HasSubstr("ct status dnat log counter "));
  EXPECT_THAT(all, HasSubstr("invalid : drop }\n"));
  EXPECT_THAT(all, HasSubstr("\nadd rule inet filter forward counter comment"));
}

}  // namespace
}  // namespace hopproof
