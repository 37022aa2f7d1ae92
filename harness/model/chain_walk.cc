#include "harness/model/chain_walk.hh"

#include "harness/case/iptables/iptables_catalogue.hh"

#include <algorithm>
#include <array>
#include <span>

namespace hopproof::model {
namespace {

using Fit = RuleFit::Fit;

/// The kernel has no such depth: it refuses loops when the rules are loaded.
constexpr int deepest = 32;

bool is_among_targets(const std::string& target, std::span<const std::string_view> names) {
  return std::ranges::find(names, target) != names.end();
}

const MatchOption* find_option(const IptablesRule& rule, std::string_view name) {
  const auto found = std::ranges::find(rule.options, name, &MatchOption::name);
  return found == rule.options.end() ? nullptr : &*found;
}

bool is_goto(const IptablesRule& rule) { return find_option(rule, "-g") != nullptr; }

bool untracks(const IptablesRule& rule) {
  return rule.target == "NOTRACK" ||
         (rule.target == "CT" && find_option(rule, "--notrack") != nullptr);
}

/// What mark_tg2 (net/netfilter/xt_mark.c) makes of a mark; --set-mark clears the mask's bits and
/// ors the value, --set-xmark xors it.
std::optional<uint32_t> marked(const IptablesRule& rule, std::optional<uint32_t> mark) {
  for (const MatchOption& option : rule.options) {
    const auto given = option.values.empty() ? std::nullopt : parse_mark(option.values.front());
    if (!given) continue;
    const auto [value, mask] = *given;
    if (option.name == "--set-mark" && mask == UINT32_MAX) return value;
    if (option.name == "--set-xmark" && mask == UINT32_MAX) return value;
    if (!mark) return std::nullopt;
    if (option.name == "--set-mark") return (*mark & ~mask) | value;
    if (option.name == "--set-xmark") return (*mark & ~mask) ^ value;
    if (option.name == "--and-mark") return *mark & value;
    if (option.name == "--or-mark") return *mark | value;
    if (option.name == "--xor-mark") return *mark ^ value;
  }
  return std::nullopt;
}

/// A mark that comes from a connection or a socket is not known here.
bool restores_mark(const IptablesRule& rule) {
  return rule.target == "TPROXY" ||
         (rule.target == "CONNMARK" && find_option(rule, "--restore-mark") != nullptr);
}

class Walker {
 public:
  Walker(const RuleSet& rules, std::string_view table, PacketShape packet)
      : rules_(rules), table_(table) {
    walk_.packet = std::move(packet);
  }

  ChainWalk through(std::string_view chain) {
    follow(chain, true, 0);
    const PlacedRule* policy = rules_.policy(table_, chain);
    if (!walk_.end && policy) walk_.end = *policy;
    return std::move(walk_);
  }

 private:
  enum class Step { next, leave, end };  // leave: this chain; end: all of them

  Step follow(std::string_view chain, bool sure, int depth) {
    if (depth > deepest) return Step::next;
    for (const PlacedRule& placed : rules_.rules(table_, chain)) {
      const Step step = try_rule(placed, sure, depth);
      if (step == Step::end) return Step::end;
      if (step == Step::leave) return Step::next;
    }
    return Step::next;
  }

  Step try_rule(const PlacedRule& placed, bool& sure, int depth) {
    const IptablesRule& rule = *placed.rule;
    RuleFit found = fit(rule, walk_.packet);
    if (placed.idle) found.fit = Fit::excluded;
    if (!sure && found.fit == Fit::fits) found.term = doubt_;
    const bool is_chain = rules_.has_chain(table_, rule.target);
    const TargetEffect effect = is_chain ? TargetEffect::goes_on : effect_of(rule);
    const bool is_skipped_jump = is_chain && found.fit == Fit::excluded;
    if (is_skipped_jump || effect != TargetEffect::goes_on)
      walk_.tried.push_back({placed, found, sure});
    if (found.fit == Fit::excluded) return Step::next;
    const bool certain = sure && found.fit == Fit::fits;
    if (found.fit == Fit::unknown) doubt_ = found.term;
    if (is_chain) return jump(rule, certain, sure, depth);
    if (rule.target == "RETURN") return leave(certain, sure);
    if (effect == TargetEffect::goes_on) change(placed, certain);
    const bool ends = effect == TargetEffect::takes || effect == TargetEffect::ends;
    if (!ends || !certain) return Step::next;
    walk_.end = placed;
    return Step::end;
  }

  Step jump(const IptablesRule& rule, bool certain, bool& sure, int depth) {
    if (follow(rule.target, certain, depth + 1) == Step::end) return Step::end;
    return is_goto(rule) ? leave(certain, sure) : Step::next;
  }

  /// Behind a RETURN or -g that may or may not be taken, nothing more of this chain is sure.
  static Step leave(bool certain, bool& sure) {
    if (!certain) sure = false;
    return certain ? Step::leave : Step::next;
  }

  void change(const PlacedRule& placed, bool certain) {
    const IptablesRule& rule = *placed.rule;
    PacketShape& packet = walk_.packet;
    if (rule.target == "MARK") packet.mark = certain ? marked(rule, packet.mark) : std::nullopt;
    if (restores_mark(rule)) packet.mark = std::nullopt;
    if (!untracks(rule)) return;
    packet.state = certain ? "UNTRACKED" : "";
    if (!walk_.untracked_by) walk_.untracked_by = placed;
  }

  const RuleSet& rules_;
  std::string_view table_;
  std::string doubt_;  ///< the last term that was not known
  ChainWalk walk_;
};

}  // namespace

TargetEffect effect_of(const IptablesRule& rule) {
  constexpr std::array<std::string_view, 2> taking{"DROP", "REJECT"};
  constexpr std::array<std::string_view, 7> ending{"ACCEPT",   "DNAT",   "SNAT",  "MASQUERADE",
                                                   "REDIRECT", "NETMAP", "TPROXY"};
  constexpr std::array<std::string_view, 4> others{"QUEUE", "NFQUEUE", "SYNPROXY", "CLUSTERIP"};
  if (is_among_targets(rule.target, taking)) return TargetEffect::takes;
  if (is_among_targets(rule.target, ending)) return TargetEffect::ends;
  if (rule.target.empty() || rule.target == "RETURN") return TargetEffect::goes_on;
  const bool known = find_target(rule.target, Family::v4) || find_target(rule.target, Family::v6);
  if (!known || is_among_targets(rule.target, others)) return TargetEffect::unknown;
  return TargetEffect::goes_on;
}

ChainWalk walk(const RuleSet& rules, std::string_view table, std::string_view chain,
               const PacketShape& packet) {
  return Walker(rules, table, packet).through(chain);
}

std::optional<PlacedRule> untracking_rule(const RuleSet& rules, const PacketShape& packet) {
  return walk(rules, "raw", "PREROUTING", packet).untracked_by;
}

}  // namespace hopproof::model
