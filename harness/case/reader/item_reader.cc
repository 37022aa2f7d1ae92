#include "harness/case/iptables/iptables_block.hh"
#include "harness/case/language/scalar_values.hh"
#include "harness/case/reader/lines_reader.hh"
#include "harness/case/reader/readers.hh"

#include <map>
#include <set>

namespace hopproof {
namespace {

/// The value that a grammar found in a line; nullopt after an error was reported.
template <class Value>
std::optional<Value> take(std::variant<Value, LineError> result, const Line& line,
                          ParseContext& context) {
  if (const auto* error = std::get_if<LineError>(&result)) {
    line.report(context, *error);
    return std::nullopt;
  }
  return std::get<Value>(std::move(result));
}

template <class LineItem>
LineItem begin_item(const Line& line, ParseContext& context) {
  LineItem item;
  static_cast<Item&>(item) = make_item(line, context);
  return item;
}

std::vector<Line> read_numbered(const YamlNode& section, ParseContext& context,
                                LineKind kind = LineKind::configuration) {
  std::vector<Line> lines = read_lines(section, context, kind);
  number_lines(lines);
  return lines;
}

template <class LineItem, class Value>
std::vector<LineItem> read_items(const YamlNode& section, Value LineItem::*value,
                                 std::variant<Value, LineError> (*parse)(std::string_view),
                                 ParseContext& context) {
  std::vector<LineItem> items;
  for (const Line& line : read_numbered(section, context)) {
    items.push_back(begin_item<LineItem>(line, context));
    if (line.text.empty()) continue;  // reported
    if (auto found = take(parse(line.text), line, context)) items.back().*value = *std::move(found);
  }
  return items;
}

}  // namespace

std::vector<RouteItem> read_routes(const YamlNode& section, ParseContext& context) {
  return read_items(section, &RouteItem::route, parse_route, context);
}

std::vector<PolicyRuleItem> read_rules(const YamlNode& section, ParseContext& context) {
  return read_items(section, &PolicyRuleItem::rule, parse_policy_rule, context);
}

std::vector<IpvsItem> read_ipvs(const YamlNode& section, ParseContext& context) {
  return read_items(section, &IpvsItem::command, parse_ipvsadm, context);
}

namespace {

/// The chains of the user's that some line makes: iptables-save names each before its rules.
std::set<std::string> declared_chains(const std::vector<Line>& lines, Family family) {
  std::set<std::string> chains;
  for (const Line& line : lines) {
    const auto parsed = parse_iptables(line.text, family);
    const auto* found = std::get_if<ParsedRule>(&parsed);
    if (found && found->rule.verb == IptablesRule::Verb::new_chain)
      chains.insert(found->rule.chain);
  }
  return chains;
}

}  // namespace

std::vector<IptablesItem> read_iptables(const YamlNode& section, Family family,
                                        ParseContext& context) {
  std::vector<Line> lines = unfold_iptables_save(read_lines(section, context), context);
  number_lines(lines);
  const std::set<std::string> chains = declared_chains(lines, family);
  std::vector<IptablesItem> items;
  for (const Line& line : lines) {
    items.push_back(begin_item<IptablesItem>(line, context));
    if (line.text.empty()) continue;
    auto parsed = take(parse_iptables(line.text, family), line, context);
    if (!parsed) continue;
    for (LineError& warning : parsed->warnings) {
      if (chains.contains(line.text.substr(size_t(warning.offset), size_t(warning.length))))
        continue;
      warning.severity = Severity::warning;
      line.report(context, warning);
    }
    items.back().rule = std::move(parsed->rule);
  }
  return items;
}

std::vector<IpsetItem> read_ipsets(const YamlNode& section, ParseContext& context) {
  return read_items(section, &IpsetItem::line, parse_ipset, context);
}

Nftables read_nftables(const YamlNode& section, ParseContext& context) {
  Nftables ruleset;
  ruleset.text = section.text;
  ruleset.place = section.place;
  auto parts = parse_nftables(section.text);
  if (const auto* error = std::get_if<LineError>(&parts)) {
    context.add(section, 0, *error);
    return ruleset;
  }
  for (NftPart& part : std::get<std::vector<NftPart>>(parts)) {
    NftItem item;
    item.name = part.name;
    item.text = part.text;
    if (!part.spans.empty())
      item.place = context.place_in(section, part.spans.front().start, part.spans.front().length);
    if (!count_line(item.place, context)) return ruleset;
    item.part = std::move(part);
    ruleset.items.push_back(std::move(item));
  }
  return ruleset;
}

namespace {

/// What each program waits for, by the text of its command.
std::map<const YamlNode*, Ready> readiness(const YamlNode& section) {
  std::map<const YamlNode*, Ready> ready;
  for (const YamlNode& program : section.children) {
    const YamlNode* word = program.find("ready");
    if (word != nullptr) ready[&command_of(program)] = parse_ready(word->text).value_or(Ready{});
  }
  return ready;
}

}  // namespace

std::vector<RunItem> read_run(const YamlNode& section, ParseContext& context) {
  const auto ready = readiness(section);
  std::vector<RunItem> items;
  for (const Line& line : read_numbered(section, context, LineKind::shell)) {
    items.push_back(begin_item<RunItem>(line, context));
    if (const auto found = ready.find(line.scalar); found != ready.end())
      items.back().ready = found->second;
  }
  return items;
}

}  // namespace hopproof
