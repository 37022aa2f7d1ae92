#include "harness/case/reader/lines_reader.hh"

#include "harness/base/text.hh"
#include "harness/case/load.hh"
#include "harness/case/shell/shell_line.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr std::string_view blanks = " \t\r\n";

size_t length_of_line(std::string_view text, LineKind kind) {
  if (kind == LineKind::shell) return read_shell_command(text).length;
  return std::min(text.find('\n'), text.size());
}

/// Cuts a scalar's text into lines without blanks around them; leaves out empty ones and comments.
void split_block(const YamlNode& scalar, LineKind kind, std::vector<Line>& lines) {
  const std::string_view text = scalar.text;
  for (size_t start = text.find_first_not_of(blanks); start < text.size();
       start = text.find_first_not_of(blanks, start)) {
    if (text[start] == '#') {
      start = std::min(text.find('\n', start), text.size());
      continue;
    }
    const std::string_view line = text.substr(start, length_of_line(text.substr(start), kind));
    lines.push_back({"", std::string(trimmed(line)), &scalar, start});
    start += std::max(line.size(), size_t{1});
  }
}

void read_named(const YamlNode& key, const YamlNode& value, LineKind kind, ParseContext& context,
                std::vector<Line>& lines) {
  if (value.is(YamlNode::Kind::empty)) {  // reported; the name may still be referred to
    lines.push_back({key.text, "", &key});
    return;
  }
  const size_t before = lines.size();
  split_block(value, kind, lines);
  if (lines.size() != before + 1) {
    context.error(value,
                  fmt::format("'{}' names one line, not {}", key.text, lines.size() - before));
    lines.resize(before);
    lines.push_back({key.text, "", &key});
    return;
  }
  lines.back().name = key.text;
}

}  // namespace

void limit_lines(std::vector<Line>& lines, ParseContext& context) {
  const size_t room = CaseLimits::rules - std::min(context.lines, CaseLimits::rules);
  const bool was_full = context.lines > CaseLimits::rules;
  context.lines += lines.size();
  if (lines.size() <= room) return;
  if (!was_full) {
    const Line& excess = lines[room];
    context.diagnostics.error(
        context.place_in(*excess.scalar, excess.offset, excess.text.size()),
        fmt::format("a case has at most {} lines of configuration", CaseLimits::rules));
  }
  lines.resize(room);
}

bool count_line(const Place& place, ParseContext& context) {
  if (++context.lines <= CaseLimits::rules) return true;
  if (context.lines == CaseLimits::rules + 1)
    context.diagnostics.error(
        place, fmt::format("a case has at most {} lines of configuration", CaseLimits::rules));
  return false;
}

void Line::report(ParseContext& context, LineError error) const {
  if (printed) {
    context.diagnostics.add(
        {context.place_in(*scalar, offset, *printed), std::move(error.message), error.severity});
    return;
  }
  const size_t at = size_t(std::max(error.offset, 0));
  const size_t hidden = prefix > at ? prefix - at : 0;
  error.length = std::max(0, error.length - int(hidden));
  error.offset = int(at + hidden - prefix);
  context.add(*scalar, offset, error);
}

const YamlNode& command_of(const YamlNode& entry) {
  const YamlNode* command = entry.is(YamlNode::Kind::map) ? entry.find("command") : nullptr;
  return command == nullptr ? entry : *command;
}

std::vector<Line> read_lines(const YamlNode& node, ParseContext& context, LineKind kind) {
  std::vector<Line> lines;
  if (node.is(YamlNode::Kind::scalar)) split_block(node, kind, lines);
  for (size_t i = 0; i < node.children.size(); ++i) {
    if (node.is(YamlNode::Kind::map)) {
      read_named(node.keys[i], command_of(node.children[i]), kind, context, lines);
    } else {
      split_block(command_of(node.children[i]), kind, lines);
    }
  }
  limit_lines(lines, context);
  return lines;
}

void number_lines(std::vector<Line>& lines) {
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].name.empty()) lines[i].name = std::to_string(i + 1);
  }
}

Item make_item(const Line& line, ParseContext& context) {
  const size_t typed = line.text.size() - std::min(line.prefix, line.text.size());
  const size_t written = line.printed.value_or(typed);
  return {line.name, line.text, context.place_in(*line.scalar, line.offset, written)};
}

}  // namespace hopproof
