#include "harness/import/drift.hh"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string_view>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

struct Line {
  std::string section, text;
  Place place;
};

void add_interfaces(const Node& node, std::vector<Line>& lines) {
  for (const Interface& interface : node.interfaces)
    for (const InterfaceAddress& own : interface.addresses)
      lines.push_back({"interfaces", fmt::format("{} {}", interface.name, own.cidr.text()),
                       own.place.line != 0 ? own.place : interface.place});
}

void add_all(const char* section, const auto& items, std::vector<Line>& lines) {
  for (const Item& item : items) lines.push_back({section, item.text, item.place});
}

std::vector<Line> written_lines(const Node& node) {
  std::vector<Line> lines;
  add_interfaces(node, lines);
  add_all("routes", node.routes, lines);
  add_all("rules", node.rules, lines);
  for (const SysctlItem& item : node.sysctls)
    lines.push_back({"sysctls", fmt::format("{} = {}", item.name, item.text), item.place});
  add_all("ipvs", node.ipvs, lines);
  add_all("ipset", node.ipsets, lines);
  add_all("iptables", node.iptables, lines);
  add_all("ip6tables", node.ip6tables, lines);
  add_all("nftables", node.nftables.items, lines);
  for (const Serve& serve : node.serves) lines.push_back({"serves", serve.text(), node.place});
  return lines;
}

bool is_same(const Line& a, const Line& b) { return a.section == b.section && a.text == b.text; }

using Lines = std::span<const Line>;

/// What stands in both in this order: the longest such list (LCS).
class Matching {
 public:
  Matching(Lines before, Lines now)
      : before_(before),
        now_(now),
        length_(before.size() + 1, std::vector<int>(now.size() + 1, 0)) {
    for (size_t i = before.size(); i-- > 0;)
      for (size_t j = now.size(); j-- > 0;)
        length_[i][j] = is_same(before[i], now[j]) ? length_[i + 1][j + 1] + 1
                                                   : std::max(length_[i + 1][j], length_[i][j + 1]);
  }

  /// Calls `gone` and `come` along both lists.
  void walk(const auto& gone, const auto& come) const {
    size_t i = 0, j = 0;
    while (i < before_.size() || j < now_.size()) {
      if (i < before_.size() && j < now_.size() && is_same(before_[i], now_[j])) {
        ++i, ++j;
      } else if (j == now_.size() ||
                 (i < before_.size() && length_[i + 1][j] >= length_[i][j + 1])) {
        gone(before_[i++]);
      } else {
        come(now_[j++]);
      }
    }
  }

 private:
  Lines before_, now_;
  std::vector<std::vector<int>> length_;
};

bool is_ordered(std::string_view section) {
  return section == "iptables" || section == "ip6tables" || section == "nftables";
}

/// So many pairs of lines are compared at most: beyond that the order is left out of account.
constexpr size_t pair_limit = 4'000'000;

class SectionDrift {
 public:
  SectionDrift(std::string node, std::vector<Drift>& found)
      : node_(std::move(node)), found_(found) {}

  void compare(Lines before, Lines now, bool ordered) {
    trim(before, now);
    if (ordered && before.size() * now.size() <= pair_limit) {
      Matching(before, now)
          .walk([&](const Line& line) { add(line, false); },
                [&](const Line& line) { add(line, true); });
      return;
    }
    for (const Line& line : without(before, now)) add(line, false);
    for (const Line& line : without(now, before)) add(line, true);
  }

 private:
  /// The same lines at the beginning and at the end need no comparison.
  static void trim(Lines& before, Lines& now) {
    while (!before.empty() && !now.empty() && is_same(before.front(), now.front()))
      before = before.subspan(1), now = now.subspan(1);
    while (!before.empty() && !now.empty() && is_same(before.back(), now.back()))
      before = before.first(before.size() - 1), now = now.first(now.size() - 1);
  }

  static std::vector<Line> without(Lines all, Lines others) {
    std::multiset<std::string_view> left;
    for (const Line& line : others) left.insert(line.text);
    std::vector<Line> found;
    for (const Line& line : all) {
      const auto twin = left.find(line.text);
      if (twin == left.end())
        found.push_back(line);
      else
        left.erase(twin);
    }
    return found;
  }

  void add(const Line& line, bool is_new) {
    found_.push_back({node_, line.section, line.text, is_new, line.place});
  }

  std::string node_;
  std::vector<Drift>& found_;
};

std::map<std::string, std::vector<Line>> by_section(const Node& node) {
  std::map<std::string, std::vector<Line>> sections;
  for (Line& line : written_lines(node)) sections[line.section].push_back(std::move(line));
  return sections;
}

void compare(const Node& before, const Node& now, std::vector<Drift>& found) {
  auto old_sections = by_section(before), new_sections = by_section(now);
  SectionDrift drift(now.name, found);
  for (const char* section : {"interfaces", "routes", "rules", "sysctls", "ipvs", "ipset",
                              "iptables", "ip6tables", "nftables", "serves"})
    drift.compare(old_sections[section], new_sections[section], is_ordered(section));
}

}  // namespace

std::vector<Drift> drift_between(const Case& before, const Case& now) {
  std::vector<Drift> found;
  for (const Node& node : before.nodes) {
    if (const Node* later = now.find_node(node.name))
      compare(node, *later, found);
    else
      found.push_back({node.name, "", "", false, node.place});
  }
  for (const Node& node : now.nodes)
    if (!before.find_node(node.name)) found.push_back({node.name, "", "", true, node.place});
  return found;
}

}  // namespace hopproof::imports
