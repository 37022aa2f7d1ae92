#include "engine/netfilter/translation/conntrack_need.hh"

#include "engine/netfilter/netlink_attributes.hh"
#include "engine/netfilter/nfnl_message.hh"

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

bool expression_needs(Bytes expression) {
  std::string_view name;
  Bytes data;
  for_each_attribute(expression, [&](uint16_t type, Bytes payload) {
    if (type == NFTA_EXPR_NAME) name = text_of(payload);
    if (type == NFTA_EXPR_DATA) data = payload;
  });
  if (name == "match") return among(matches, text_of(nested(data, NFTA_MATCH_NAME)));
  if (name == "target") return among(targets, text_of(nested(data, NFTA_TARGET_NAME)));
  return among(expressions, name);
}

bool any_expression_needs(Bytes expressions_of_rule) {
  bool needs = false;
  for_each_attribute(expressions_of_rule,
                     [&](uint16_t, Bytes payload) { needs = needs || expression_needs(payload); });
  return needs;
}

Families families_of(uint8_t nf_family) {
  const bool both = nf_family == NFPROTO_INET;
  return {both || nf_family == NFPROTO_IPV4, both || nf_family == NFPROTO_IPV6};
}

}  // namespace

Families conntrack_need_of(const nlmsghdr& new_rule) {
  bool needs = false, ours = false;
  for_each_attribute(attributes_of(new_rule, sizeof(nfgenmsg)), [&](uint16_t type, Bytes payload) {
    if (type == NFTA_RULE_TABLE) ours = text_of(payload) == "hopproof";
    if (type == NFTA_RULE_EXPRESSIONS) needs = any_expression_needs(payload);
  });
  if (!needs || ours) return {};
  return families_of(static_cast<const nfgenmsg*>(NLMSG_DATA(&new_rule))->nfgen_family);
}

ConntrackNeed::ConntrackNeed()
    : events_(NETLINK_NETFILTER, 1 << (NFNLGRP_NFTABLES - 1)), questions_(NETLINK_NETFILTER) {
  families_ = read_rules();
}

Families ConntrackNeed::read_rules() {
  const NfnlMessage request(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETRULE, NLM_F_DUMP, NFPROTO_UNSPEC);
  Families all;
  questions_.ask(request.bytes(), [&](const nlmsghdr& rule) {
    const Families one = conntrack_need_of(rule);
    all = {all.v4 || one.v4, all.v6 || one.v6};
  });
  return all;
}

bool ConntrackNeed::update() {
  // What has changed matters less than that something has: transactions are rare, rules are few.
  if (events_.drain([](const nlmsghdr&) {}) == 0) return false;
  const Families now = read_rules();
  const bool differs = now != families_;
  families_ = now;
  return differs;
}

}  // namespace hopproof::netfilter
