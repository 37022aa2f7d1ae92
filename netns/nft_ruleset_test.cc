#include "netns/nft_ruleset.hh"

#include "harness/case/nftables/nft_counting.hh"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace hopproof::netns {
namespace {

using ::testing::ElementsAre;

/// "CHAIN HOOK PRIORITY: TEXT = COUNTED (VERDICT)"
std::vector<std::string> shown(std::string_view listing) {
  std::vector<std::string> lines;
  for (const LiveNftRule& rule : parse_nft_listing(listing)) {
    const std::string counted = rule.counter ? std::to_string(rule.counter->packets) : "?";
    lines.push_back(fmt::format("{} {} {}: {} = {} ({})", rule.chain, rule.hook, rule.priority,
                                rule.text, counted, rule.verdict));
  }
  return lines;
}

TEST(NftListing, IsReadWithCountersVerdictsAndPolicies) {
  EXPECT_THAT(
      shown(R"(table inet f { # handle 1
	chain a { # handle 1
		type filter hook input priority filter + 10; policy drop;
		tcp dport 80 counter packets 3 bytes 180 drop # handle 4
		ct state vmap { invalid : drop, established : accept } # handle 9
		iif "lo" jump b comment "x drop" # handle 7
		counter packets 2 bytes 120 comment "hopproof: what the policy drops" # handle 11
	}

	chain b { # handle 2
		counter packets 0 bytes 0 reject with icmp admin-prohibited # handle 10
	}

	chain c { # handle 3
		type nat hook postrouting priority srcnat; policy drop;
		masquerade # handle 12
	}
}
table ip nat { # handle 2
	chain POSTROUTING { # handle 1
		type nat hook postrouting priority srcnat; policy accept;
		counter packets 0 bytes 0 masquerade # handle 2
	}
}
)"),
      ElementsAre("a input 10: tcp dport 80 drop = 3 (drop)",
                  "a input 10: ct state vmap { invalid : drop, established : accept } = ? ()",
                  "a input 10: iif \"lo\" jump b = ? (jump)", "a input 10: policy drop = 2 (drop)",
                  "b  0: reject with icmp admin-prohibited = 0 (reject)",
                  "c postrouting 100: masquerade = ? (masquerade)",
                  "c postrouting 100: policy drop = ? (drop)"));
}

TEST(NftListing, KeepsATableOfTheUsersBesideThatOfIptables) {
  EXPECT_THAT(shown("table ip filter { # handle 1\n\tchain forward { # handle 1\n"
                    "\t\ttype filter hook forward priority -150; policy accept;\n"
                    "\t\tdrop # handle 2\n\t}\n}\n"),
              ElementsAre("forward forward -150: drop = ? (drop)"));
}

}  // namespace
}  // namespace hopproof::netns
