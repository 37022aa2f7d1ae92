#include "harness/base/spellcheck.hh"
#include "harness/case/prints/sysctl_print.hh"
#include "harness/case/reader/case_checks.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// nf_conntrack_standalone_init_sysctl: what other network namespaces than the first only read.
constexpr std::array<std::string_view, 4> of_the_kernel{
    "net.netfilter.nf_conntrack_max", "net.netfilter.nf_conntrack_buckets",
    "net.netfilter.nf_conntrack_expect_max", "net.nf_conntrack_max"};

void check_sysctl(const SysctlItem& item, const Node& node, ParseContext& context) {
  if (std::ranges::find(of_the_kernel, item.name) != of_the_kernel.end()) {
    context.diagnostics.error(
        item.place,
        fmt::format("'{}' belongs to the whole kernel: a network namespace, which a node "
                    "is, can only read it",
                    item.name));
    return;
  }
  const std::string interface = interface_of_sysctl(item.name);
  if (interface.empty() || node.find_interface(interface)) return;
  std::vector<std::string> known{"all", "default", "lo"};
  if (std::ranges::find(known, interface) != known.end()) return;
  for (const Interface& one : node.interfaces) known.push_back(one.name);
  context.diagnostics.error(item.place, fmt::format("node '{}' has no interface '{}'{}", node.name,
                                                    interface, did_you_mean(interface, known)));
}

}  // namespace

void check_sysctls(ParseContext& context) {
  for (const Node& node : context.parsed.nodes) {
    if (context.is_flawed(node, "interfaces")) continue;
    for (const SysctlItem& item : node.sysctls) check_sysctl(item, node, context);
  }
}

}  // namespace hopproof
