#include "harness/case/iptables/iptables_block.hh"
#include "harness/case/language/scalar_values.hh"
#include "harness/case/prints/ip_prints.hh"
#include "harness/case/prints/ipset_print.hh"
#include "harness/case/prints/iptables_prints.hh"
#include "harness/case/prints/ipvs_prints.hh"
#include "harness/case/reader/lines_reader.hh"
#include "harness/case/reader/pasted_lines.hh"
#include "harness/case/reader/readers.hh"

#include <algorithm>
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

template <class Value>
using Parse = std::variant<Value, LineError> (*)(std::string_view);

/// Lines of a section that are numbered already.
template <class LineItem, class Value>
std::vector<LineItem> items_of(const std::vector<Line>& lines, Value LineItem::*value,
                               Parse<Value> parse, ParseContext& context) {
  std::vector<LineItem> items;
  for (const Line& line : lines) {
    items.push_back(begin_item<LineItem>(line, context));
    if (line.text.empty()) continue;  // reported
    if (auto found = take(parse(line.text), line, context)) items.back().*value = *std::move(found);
  }
  return items;
}

/// The section `key`, of lines that are typed or that `print` reads from what a tool of its prints.
template <class LineItem, class Value>
std::vector<LineItem> read_items(const YamlNode& section, std::string_view key,
                                 Value LineItem::*value, Parse<Value> parse,
                                 const std::optional<Printed>& print, ParseContext& context) {
  const auto is_own = [&](std::string_view line) {
    return std::holds_alternative<Value>(parse(line));
  };
  if (!print && goes_elsewhere(section, key, is_own, context)) return {};
  std::vector<Line> lines =
      print ? lines_of_print(section, *print, context) : read_lines(section, context);
  number_lines(lines);
  return items_of(lines, value, parse, context);
}

/// Does the text say what only `ip route` or `route -n` says, and nobody types?
bool is_route_print(const YamlNode& section) {
  if (!section.is(YamlNode::Kind::scalar)) return false;
  return std::ranges::any_of(print_lines(section.text), [](const PrintLine& line) {
    return line.has("proto") || line.has("linkdown") || line.word(0) == "Destination" ||
           line.word(0) == "Kernel" || !line.command.empty();
  });
}

/// Does the kernel make this route with an address of its interface?
bool comes_with_an_address(const Route& route, const std::vector<Interface>& interfaces) {
  if (route.type != Route::Type::unicast || route.via) return true;
  if (route.destination.address.is_link_local() || route.destination.address.is_multicast())
    return true;
  const auto dev = std::ranges::find(interfaces, route.dev, &Interface::name);
  if (dev == interfaces.end()) return true;
  return std::ranges::any_of(dev->addresses, [&](const InterfaceAddress& one) {
    return one.cidr.prefix == route.destination.prefix &&
           route.destination.contains(one.cidr.address);
  });
}

/// What `ip route` prints, with the routes of the kernel that no address here makes.
Printed read_route_print(std::string_view text, const std::vector<Interface>& interfaces) {
  Printed printed = read_ip_routes(text);
  for (PrintedItem& item : printed.implied) {
    const auto parsed = parse_route(item.text);
    const auto* route = std::get_if<Route>(&parsed);
    if (route != nullptr && !comes_with_an_address(*route, interfaces))
      printed.items.push_back(std::move(item));
  }
  return printed;
}

}  // namespace

std::vector<RouteItem> read_routes(const YamlNode& section,
                                   const std::vector<Interface>& interfaces,
                                   ParseContext& context) {
  std::optional<Printed> print;
  if (is_route_print(section)) print = read_route_print(section.text, interfaces);
  return read_items(section, "routes", &RouteItem::route, parse_route, print, context);
}

std::vector<PolicyRuleItem> read_rules(const YamlNode& section, ParseContext& context) {
  std::optional<Printed> print;
  if (has_line_of(section, PrintKind::ip_rules)) print = read_ip_rules(section.text);
  return read_items(section, "rules", &PolicyRuleItem::rule, parse_policy_rule, print, context);
}

std::vector<IpvsItem> read_ipvs(const YamlNode& section, ParseContext& context) {
  std::optional<Printed> print;
  if (has_line_of(section, PrintKind::ipvsadm_listing)) print = read_ipvs_listing(section.text);
  return read_items(section, "ipvs", &IpvsItem::command, parse_ipvsadm, print, context);
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
  const auto is_own = [&](std::string_view line) {
    return std::holds_alternative<ParsedRule>(parse_iptables(line, family));
  };
  const bool listed = has_line_of(section, PrintKind::iptables_listing);
  const std::string_view key = family == Family::v4 ? "iptables" : "ip6tables";
  if (goes_elsewhere(section, key, is_own, context)) return {};
  std::vector<Line> lines =
      listed ? lines_of_print(section, read_iptables_listing(section.text, family), context)
             : unfold_iptables_save(read_lines(section, context), context);
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
  std::optional<Printed> print;
  if (has_line_of(section, PrintKind::ipset_listing)) print = read_ipset_print(section.text);
  return read_items(section, "ipset", &IpsetItem::line, parse_ipset, print, context);
}

Nftables read_nftables(const YamlNode& section, ParseContext& context) {
  Nftables ruleset;
  ruleset.text = section.text;
  ruleset.place = section.place;
  auto parts = parse_nftables(section.text);
  const auto is_own = [](std::string_view) { return false; };
  if (std::holds_alternative<LineError>(parts) &&
      goes_elsewhere(section, "nftables", is_own, context))
    return ruleset;
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
