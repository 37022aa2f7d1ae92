#include "harness/base/spellcheck.hh"
#include "harness/case/reader/references.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Names = std::vector<std::string>;

constexpr size_t most_candidates = 512;  // comparing a word with each is what a bad file costs most

/// NODE.SECTION.NAME, cut at its first two dots; the name may hold more of them.
struct ItemPath {
  std::string_view node, section, name;
};

ItemPath split_path(std::string_view path) {
  const size_t first = path.find('.');
  if (first == std::string_view::npos) return {path, "", ""};
  const std::string_view rest = path.substr(first + 1);
  const size_t second = rest.find('.');
  if (second == std::string_view::npos) return {path.substr(0, first), rest, ""};
  return {path.substr(0, first), rest.substr(0, second), rest.substr(second + 1)};
}

void require_counted_item(const ItemPath& path, std::string_view item, const Place& place,
                          ParseContext& context) {
  const Node* node = context.parsed.find_node(path.node);
  if (context.item_paths.contains(item) || context.is_flawed(*node, path.section)) return;
  const std::string prefix = fmt::format("{}.{}.", path.node, path.section);
  Names same;
  for (const std::string& one : context.item_paths) {
    if (one.starts_with(prefix) && same.size() < most_candidates) same.push_back(one);
  }
  context.diagnostics.error(
      place, fmt::format("there is no line '{}' to count{}", item, did_you_mean(item, same)));
}

void require_ipvs_counter(const ItemPath& path, std::string_view whole, const Place& place,
                          ParseContext& context) {
  static const Names counters{"Conns", "InPkts", "OutPkts", "InBytes", "OutBytes"};
  const size_t dot = whole.rfind('.');
  const std::string_view word = whole.substr(dot + 1);
  if (std::ranges::find(counters, word) == counters.end()) {
    context.diagnostics.error(
        part_of(place, whole, word),
        fmt::format("'{}' is not a counter of ipvs; the counters are {}{}", word,
                    fmt::join(counters, ", "), did_you_mean(word, counters)));
    return;
  }
  require_counted_item(path, whole.substr(0, dot), place, context);
}

}  // namespace

void require_counter(std::string_view whole, const Place& place, ParseContext& context) {
  static const Names sections{"iptables", "ip6tables", "nftables", "ipvs", "nstat"};
  const ItemPath path = split_path(whole);
  require_node(path.node, part_of(place, whole, path.node), context);
  if (!context.parsed.find_node(path.node)) return;
  if (std::ranges::find(sections, path.section) == sections.end()) {
    context.diagnostics.error(
        part_of(place, whole, path.section),
        fmt::format("'{}' has no counters; counters belong to iptables, ip6tables, "
                    "nftables, ipvs or nstat{}",
                    path.section, did_you_mean(path.section, sections)));
  } else if (path.section == "ipvs") {
    require_ipvs_counter(path, whole, place, context);
  } else if (path.section != "nstat") {
    require_counted_item(path, whole, place, context);
  }
}

void require_item(std::string_view whole, const Place& place, ParseContext& context) {
  const ItemPath path = split_path(whole);
  require_node(path.node, part_of(place, whole, path.node), context);
  const Node* node = context.parsed.find_node(path.node);
  const bool known = context.item_paths.contains(whole);
  if (!node || known || context.is_flawed(*node, path.section) || context.diagnostics.full())
    return;
  Names paths;
  if (context.item_paths.size() <= most_candidates) {
    paths.assign(context.item_paths.begin(), context.item_paths.end());
  }
  context.diagnostics.error(
      place, fmt::format("'{}' is not an item of this case{}", whole, did_you_mean(whole, paths)));
}

}  // namespace hopproof
