#include "harness/base/spellcheck.hh"
#include "harness/case/reader/names.hh"

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
                          Draft& draft) {
  const Node* node = draft.parsed.find_node(path.node);
  if (draft.item_paths.contains(item) || draft.is_flawed(*node, path.section)) return;
  const std::string prefix = fmt::format("{}.{}.", path.node, path.section);
  Names same;
  for (const std::string& one : draft.item_paths) {
    if (one.starts_with(prefix) && same.size() < most_candidates) same.push_back(one);
  }
  draft.complaints.error(
      place, fmt::format("there is no line '{}' to count{}", item, did_you_mean(item, same)));
}

void require_ipvs_counter(const ItemPath& path, std::string_view whole, const Place& place,
                          Draft& draft) {
  static const Names counters{"Conns", "InPkts", "OutPkts", "InBytes", "OutBytes"};
  const size_t dot = whole.rfind('.');
  const std::string_view word = whole.substr(dot + 1);
  if (std::ranges::find(counters, word) == counters.end()) {
    draft.complaints.error(part_of(place, whole, word),
                           fmt::format("'{}' is no counter of ipvs; they are {}{}", word,
                                       fmt::join(counters, ", "), did_you_mean(word, counters)));
    return;
  }
  require_counted_item(path, whole.substr(0, dot), place, draft);
}

}  // namespace

void require_counter(std::string_view whole, const Place& place, Draft& draft) {
  static const Names sections{"iptables", "ip6tables", "ipvs", "nstat"};
  const ItemPath path = split_path(whole);
  require_node(path.node, part_of(place, whole, path.node), draft);
  if (!draft.parsed.find_node(path.node)) return;
  if (std::ranges::find(sections, path.section) == sections.end()) {
    draft.complaints.error(part_of(place, whole, path.section),
                           fmt::format("'{}' counts nothing; a counter is of iptables, ip6tables, "
                                       "ipvs or nstat{}",
                                       path.section, did_you_mean(path.section, sections)));
  } else if (path.section == "ipvs") {
    require_ipvs_counter(path, whole, place, draft);
  } else if (path.section != "nstat") {
    require_counted_item(path, whole, place, draft);
  }
}

void require_item(std::string_view whole, const Place& place, Draft& draft) {
  const ItemPath path = split_path(whole);
  require_node(path.node, part_of(place, whole, path.node), draft);
  const Node* node = draft.parsed.find_node(path.node);
  const bool known = draft.item_paths.contains(whole);
  if (!node || known || draft.is_flawed(*node, path.section) || draft.complaints.full()) return;
  Names paths;
  if (draft.item_paths.size() <= most_candidates) {
    paths.assign(draft.item_paths.begin(), draft.item_paths.end());
  }
  draft.complaints.error(
      place, fmt::format("'{}' is no item of this case{}", whole, did_you_mean(whole, paths)));
}

}  // namespace hopproof
