#include "harness/case/reader/pasted_lines.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

std::string what_to_do(PrintKind kind) {
  const std::string_view key = node_key_of(kind);
  const std::string looks = fmt::format("this looks like {}", name_of(kind));
  if (key.empty()) return looks + ", which no key of a node takes";
  return fmt::format("{}; it goes under '{}'", looks, key);
}

bool is_same_grammar(std::string_view key, PrintKind kind) {
  const bool rules = kind == PrintKind::iptables_lines || kind == PrintKind::iptables_listing;
  return node_key_of(kind) == key || (key == "ip6tables" && rules);
}

}  // namespace

bool has_line_of(const YamlNode& section, PrintKind kind) {
  if (!section.is(YamlNode::Kind::scalar)) return false;
  const std::vector<PrintLine> lines = print_lines(section.text);
  return std::ranges::any_of(
      lines, [&](const PrintLine& line) { return what_is_line(line.text) == kind; });
}

Place place_of(const PrintPlace& line, const YamlNode& section, ParseContext& context) {
  return context.place_in(section, line.offset, line.length);
}

std::vector<Line> lines_of_print(const YamlNode& section, const Printed& printed,
                                 ParseContext& context) {
  for (const PrintRemark& remark : printed.unread)
    context.diagnostics.error(place_of(remark.place, section, context), remark.message);
  for (const PrintRemark& remark : printed.assumed)
    context.diagnostics.warning(place_of(remark.place, section, context), remark.message);
  std::vector<Line> lines;
  for (const PrintedItem& item : printed.items) {
    Line& line = lines.emplace_back(Line{"", item.text, &section, item.place.offset});
    const std::string_view written =
        std::string_view(section.text).substr(item.place.offset, item.place.length);
    if (written != item.text) line.printed = item.place.length;
  }
  limit_lines(lines, context);
  return lines;
}

bool goes_elsewhere(const YamlNode& section, std::string_view key,
                    const std::function<bool(std::string_view)>& is_own, ParseContext& context) {
  if (!section.is(YamlNode::Kind::scalar)) return false;
  const PrintKind kind = what_is_it(section.text);
  if (kind == PrintKind::unknown || is_same_grammar(key, kind)) return false;
  const std::vector<PrintLine> lines = print_lines(section.text);
  if (std::ranges::any_of(lines, [&](const PrintLine& line) { return is_own(line.text); }))
    return false;
  const auto telling = std::ranges::find_if(
      lines, [](const PrintLine& line) { return what_is_line(line.text) != PrintKind::unknown; });
  const PrintLine& at = telling == lines.end() ? lines.front() : *telling;
  context.diagnostics.error(place_of(at.place, section, context), what_to_do(kind));
  return true;
}

}  // namespace hopproof
