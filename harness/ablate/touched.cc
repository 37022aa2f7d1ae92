#include "harness/ablate/touched.hh"

#include "harness/ablate/seen_addresses.hh"
#include "harness/case/ablation.hh"
#include "harness/model/routes.hh"
#include "harness/model/sysctl_defaults.hh"
#include "harness/model/sysctl_name.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::ablate {
namespace {

bool is_cut(const verdict::CaseResult& result) {
  return std::ranges::any_of(
      result.steps, [](const verdict::StepResult& step) { return step.crossings_left_out > 0; });
}

/// What the counters said at the end.
std::map<std::string, uint64_t> last_counters(const verdict::CaseResult& result) {
  std::map<std::string, uint64_t> last;
  for (const verdict::StepResult& step : result.steps) {
    for (const verdict::CounterResult& counter : step.counters) last[counter.path] = counter.after;
  }
  return last;
}

/// True when the sysctl has the value that it would have anyway. What belongs to the director, or
/// to one interface, may have another default.
bool is_default(const SysctlItem& item) {
  const auto path = model::sysctl_path(item.name);
  if (!path) return false;
  return std::ranges::any_of(model::kernel_defaults(), [&](const model::SysctlValue& one) {
    return one.path == *path && model::same_sysctl_value(one.value, item.text);
  });
}

class Touch {
 public:
  Touch(const Case& ran, const verdict::CaseResult& result)
      : ran_(ran), seen_(ran, result), counters_(last_counters(result)) {}

  std::set<std::string> items() {
    for (const Node& node : ran_.nodes) {
      routes(node);
      addresses(node);
      services(node);
      rules(node, "iptables", node.iptables);
      rules(node, "ip6tables", node.ip6tables);
      nftables(node);
      what_leaves_no_trace(node);
    }
    return std::move(touched_);
  }

 private:
  void touch(const Node& node, std::string_view section, std::string_view name) {
    touched_.insert(fmt::format("{}.{}.{}", node.name, section, name));
  }

  void routes(const Node& node) {
    const model::Routes routes(node);
    for (const IpAddress& address : seen_.at(node.name))
      touched_.merge(routes.fib().items_about(address));
  }

  /// An address is used when a packet has it, and the first of an interface whenever the kernel
  /// chooses one.
  void addresses(const Node& node) {
    for (const Interface& interface : node.interfaces) {
      std::set<Family> begun;
      for (const InterfaceAddress& own : interface.addresses) {
        const bool first = begun.insert(own.cidr.address.family()).second;
        if (first || seen_.all().contains(own.cidr.address))
          touch(node, "interfaces." + interface.name, own.text);
      }
    }
  }

  bool is_asked(const ServiceKey& key) const {
    if (key.kind == ServiceKey::Kind::fwmark) return true;
    constexpr uint16_t ftp = 21;
    const bool by_address = key.vip.port == 0 || key.vip.port == ftp;
    return by_address ? seen_.all().contains(key.vip.address) : seen_.has(key.vip);
  }

  void services(const Node& node) {
    for (const IpvsItem& item : node.ipvs) {
      if (!item.command.service || is_asked(*item.command.service)) touch(node, "ipvs", item.name);
    }
  }

  void rules(const Node& node, std::string_view section, const std::vector<IptablesItem>& items) {
    for (const IptablesItem& item : items) {
      const bool adds = item.rule.verb == IptablesRule::Verb::append ||
                        item.rule.verb == IptablesRule::Verb::insert;
      const auto counter = counters_.find(fmt::format("{}.{}.{}", node.name, section, item.name));
      const bool idle = counter != counters_.end() && counter->second == 0;
      if (!adds || !idle || item.rule.needs_conntrack()) touch(node, section, item.name);
    }
  }

  /// A chain is used when a rule of it is, or its policy; one that translates switches connection
  /// tracking on as it is there.
  void nftables(const Node& node) {
    for (const NftItem& item : node.nftables.items) {
      const auto counter = counters_.find(fmt::format("{}.nftables.{}", node.name, item.name));
      const bool idle = counter != counters_.end() && counter->second == 0;
      const bool tracks = item.text.find("ct ") != std::string::npos || item.part.type == "nat";
      const bool counts = item.part.kind != NftPart::Kind::chain;
      if (counts ? idle && !tracks : !tracks) continue;
      touch(node, "nftables", item.name);
      for (const NftItem& chain : node.nftables.items)
        if (chain.part.kind == NftPart::Kind::chain && chain.part.in_chain_of(item.part))
          touch(node, "nftables", chain.name);
    }
  }

  void what_leaves_no_trace(const Node& node) {
    for (const PolicyRuleItem& item : node.rules) touch(node, "rules", item.name);
    for (const IpsetItem& item : node.ipsets) touch(node, "ipset", item.name);
    for (const Item& item : node.run) touch(node, "run", item.name);
    for (const SysctlItem& item : node.sysctls) {
      if (!is_default(item)) touch(node, "sysctls", item.name);
    }
  }

  const Case& ran_;
  SeenAddresses seen_;
  std::map<std::string, uint64_t> counters_;
  std::set<std::string> touched_;
};

}  // namespace

std::set<std::string> touched_items(const Case& ran, const verdict::CaseResult& result) {
  if (is_cut(result)) {
    const auto all = item_paths(ran);
    return {all.begin(), all.end()};
  }
  return Touch(ran, result).items();
}

}  // namespace hopproof::ablate
