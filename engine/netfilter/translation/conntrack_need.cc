#include "engine/netfilter/translation/conntrack_need.hh"

#include "netns/netlink/attributes.hh"
#include "netns/netlink/nfnl_message.hh"

#include <algorithm>
#include <array>
#include <string_view>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

/// Expressions, xt matches and xt targets whose rules hold a reference on conntrack.
constexpr std::array expressions = {"ct",      "nat",       "masq",     "redir",
                                    "notrack", "connlimit", "synproxy", "flow_offload"};
constexpr std::array matches = {"conntrack", "state",     "connmark", "connbytes",
                                "connlabel", "connlimit", "helper",   "cluster"};
constexpr std::array targets = {"MASQUERADE", "SNAT",     "DNAT",        "REDIRECT",  "NETMAP",
                                "CT",         "CONNMARK", "CONNSECMARK", "CLUSTERIP", "SYNPROXY"};

template <size_t N>
bool among(const std::array<const char*, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool expression_needs(const netlink::Attributes& expression) {
  const std::string_view name = expression.find(NFTA_EXPR_NAME).text();
  const netlink::Attributes data = expression.find(NFTA_EXPR_DATA).nested();
  if (name == "match") return among(matches, data.find(NFTA_MATCH_NAME).text());
  if (name == "target") return among(targets, data.find(NFTA_TARGET_NAME).text());
  return among(expressions, name);
}

bool any_expression_needs(const netlink::Attributes& expressions_of_rule) {
  for (const netlink::Attribute expression : expressions_of_rule)
    if (expression_needs(expression.nested())) return true;
  return false;
}

Families families_of(uint8_t nf_family) {
  const bool both = nf_family == NFPROTO_INET;
  return {both || nf_family == NFPROTO_IPV4, both || nf_family == NFPROTO_IPV6};
}

}  // namespace

Families conntrack_need_of(const nlmsghdr& new_rule) {
  const auto* header = netlink::family_header<nfgenmsg>(new_rule);
  if (header == nullptr) return {};
  const netlink::Attributes rule(new_rule, sizeof *header);
  const bool ours = rule.find(NFTA_RULE_TABLE).text() == "hopproof";
  if (ours || !any_expression_needs(rule.find(NFTA_RULE_EXPRESSIONS).nested())) return {};
  return families_of(header->nfgen_family);
}

ConntrackNeed::ConntrackNeed()
    : events_(NETLINK_NETFILTER, {NFNLGRP_NFTABLES}), questions_(NETLINK_NETFILTER) {
  families_ = read_rules();
}

Families ConntrackNeed::read_rules() {
  netlink::NfnlMessage request(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETRULE, NLM_F_DUMP, NFPROTO_UNSPEC);
  Families all;
  questions_.try_request(request.message(), "list nft rules", [&](const nlmsghdr& rule) {
    const Families one = conntrack_need_of(rule);
    all = {all.v4 || one.v4, all.v6 || one.v6};
  });
  return all;
}

bool ConntrackNeed::update() {
  // What has changed matters less than that something has: transactions are rare, rules are few.
  if (events_.drain() == 0) return false;
  const Families now = read_rules();
  const bool differs = now != families_;
  families_ = now;
  return differs;
}

}  // namespace hopproof::netfilter
