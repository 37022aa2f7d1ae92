#include "harness/run/facts/step_counters.hh"

#include "harness/run/facts/nstat.hh"

#include <algorithm>

namespace hopproof::run {
namespace {

/// "director.ipvs.to-rs1.OutPkts" cut at the node, the section and, for ipvs, the last dot.
struct CounterPath {
  std::string node, section, item, name;
};

CounterPath split(const std::string& path) {
  CounterPath parts;
  const size_t first = path.find('.');
  const size_t second = path.find('.', first + 1);
  if (second == std::string::npos) return parts;
  parts.node = path.substr(0, first);
  parts.section = path.substr(first + 1, second - first - 1);
  parts.item = path.substr(second + 1);
  const size_t last = parts.item.rfind('.');
  if (parts.section == "ipvs" && last != std::string::npos) {
    parts.name = parts.item.substr(last + 1);
    parts.item.resize(last);
  }
  return parts;
}

uint64_t ipvs_counter(Directors& directors, const Node& node, const CounterPath& path) {
  for (const IpvsItem& item : node.ipvs) {
    if (item.name == path.item) return directors.counter(node, item, path.name);
  }
  return 0;
}

uint64_t nstat_counter(netns::Lab& lab, const CounterPath& path) {
  const auto all = read_nstat(lab.node(path.node).space);
  const auto found = all.find(path.item);
  return found == all.end() ? 0 : found->second;  // a counter the kernel never moved may be absent
}

}  // namespace

bool asks_ipvs_counters(const Step& step) {
  return std::ranges::any_of(step.expects, [](const Expect& expect) {
    return std::ranges::any_of(expect.counters, [](const CounterClaim& claim) {
      return split(claim.path).section == "ipvs";
    });
  });
}

std::map<std::string, uint64_t> read_counters(netns::Lab& lab, Directors& directors,
                                              const Firewalls& firewalls, const Step& step) {
  auto counters = firewalls.counters();
  for (const Expect& expect : step.expects) {
    for (const CounterClaim& claim : expect.counters) {
      const CounterPath path = split(claim.path);
      const Node* node = lab.deployment().find_node(path.node);
      if (node == nullptr) continue;
      if (path.section == "ipvs") counters[claim.path] = ipvs_counter(directors, *node, path);
      if (path.section == "nstat") counters[claim.path] = nstat_counter(lab, path);
    }
  }
  return counters;
}

}  // namespace hopproof::run
