#include "netns/iptables_dump.hh"

#include "netns/netlink/attributes.hh"
#include "netns/netlink/nfnl_message.hh"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

namespace hopproof::netns {
namespace {

bool is_table_of_iptables(std::string_view name) {
  constexpr std::array<std::string_view, 5> tables = {"raw", "mangle", "nat", "filter", "security"};
  return std::ranges::find(tables, name) != tables.end();
}

void list(netlink::Socket& socket, Family family, uint8_t type, const char* attempt,
          const std::function<void(const netlink::Attributes&)>& each) {
  netlink::NfnlMessage request(NFNL_SUBSYS_NFTABLES, type, NLM_F_DUMP,
                               family == Family::v4 ? NFPROTO_IPV4 : NFPROTO_IPV6);
  socket.request(request.message(), attempt, [&](const nlmsghdr& answer) {
    if (const auto* header = netlink::family_header<nfgenmsg>(answer))
      each(netlink::Attributes(answer, sizeof *header));
  });
}

/// A nest of NFTA_COUNTER_*, which chains have, too.
RuleCounter counter_in(const netlink::Attribute& nest) {
  const netlink::Attributes numbers = nest.nested();
  return {be64toh(numbers.find(NFTA_COUNTER_PACKETS).number<uint64_t>()),
          be64toh(numbers.find(NFTA_COUNTER_BYTES).number<uint64_t>())};
}

std::string_view characters(netlink::Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

SavedChain read_chain(const netlink::Attributes& chain) {
  SavedChain read;
  read.table = chain.find(NFTA_CHAIN_TABLE).text();
  read.name = chain.find(NFTA_CHAIN_NAME).text();
  const bool built_in = !chain.find(NFTA_CHAIN_HOOK).payload.empty();
  const uint32_t policy = ntohl(chain.find(NFTA_CHAIN_POLICY).number<uint32_t>());
  if (!built_in)
    read.verdict = "-";
  else
    read.verdict = policy == NF_DROP ? "DROP" : "ACCEPT";
  read.policy = counter_in(chain.find(NFTA_CHAIN_COUNTERS));
  return read;
}

SavedRule read_rule(const netlink::Attributes& rule) {
  SavedRule read;
  for (const netlink::Attribute expression : rule.find(NFTA_RULE_EXPRESSIONS).nested()) {
    const netlink::Attributes parts = expression.nested();
    if (parts.find(NFTA_EXPR_NAME).text() == "counter")
      read.counter = counter_in(parts.find(NFTA_EXPR_DATA));
    else
      read.text += characters(expression.payload);
  }
  read.text += characters(rule.find(NFTA_RULE_USERDATA).payload);  // its comment
  return read;
}

}  // namespace

std::vector<SavedChain> dump_iptables(netlink::Socket& socket, Family family) {
  std::vector<SavedChain> chains;
  std::map<std::pair<std::string, std::string>, size_t> places;
  list(socket, family, NFT_MSG_GETCHAIN, "list the chains of iptables",
       [&](const netlink::Attributes& attributes) {
         if (!is_table_of_iptables(attributes.find(NFTA_CHAIN_TABLE).text())) return;
         SavedChain chain = read_chain(attributes);
         places[{chain.table, chain.name}] = chains.size();
         chains.push_back(std::move(chain));
       });
  list(socket, family, NFT_MSG_GETRULE, "list the rules of iptables",
       [&](const netlink::Attributes& rule) {
         const auto place = places.find({std::string(rule.find(NFTA_RULE_TABLE).text()),
                                         std::string(rule.find(NFTA_RULE_CHAIN).text())});
         if (place != places.end()) chains[place->second].rules.push_back(read_rule(rule));
       });
  return chains;
}

}  // namespace hopproof::netns
