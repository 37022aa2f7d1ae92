#include "harness/fix/case_edit.hh"

#include "harness/case/yaml/yaml_reader.hh"
#include "harness/fix/yaml_text.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::fix {
namespace {

using Kind = YamlNode::Kind;
using Result = std::optional<std::string>;

std::string without_blanks(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

/// A line of iptables as iptables-save writes it: its table, and the line without it.
struct SavedLine {
  std::string table, text;
};

SavedLine as_saved(const std::string& text) {
  SavedLine saved{"filter", text};
  if (text.starts_with("-t ")) {
    const size_t end = std::min(text.find(' ', 3), text.size());
    saved = {text.substr(3, end - 3), without_blanks(text.substr(end))};
  }
  if (saved.text.starts_with("-P ")) saved.text.replace(0, 3, ":");
  if (saved.text.starts_with("-N ")) saved.text = ":" + saved.text.substr(3) + " -";
  return saved;
}

/// Where a table begins and ends in a block that iptables-save wrote; npos: it is not there.
struct SavedTable {
  size_t begin = std::string::npos, commit = std::string::npos;

  SavedTable(const std::string& source, size_t from, size_t limit, const std::string& table) {
    const size_t head = source.find("*" + table + "\n", from);
    if (head >= limit) return;
    const size_t end = source.find("COMMIT", head);
    if (end >= limit) return;
    begin = head;
    commit = end;
  }
  bool is_there() const { return commit != std::string::npos; }
};

/// A place of the tree: a node, and where what follows it begins.
struct Spot {
  const YamlNode* node = nullptr;
  size_t limit = 0;

  /// Block nodes are followed by a line of its own.
  size_t limit_line(std::string_view source) const {
    return limit == source.size() ? limit : line_start(source, limit);
  }
};

class Editor {
 public:
  Editor(const CaseEdit& edit, const std::string& source) : edit_(edit), source_(source) {
    DiagnosticSink diagnostics;
    root_ = read_yaml(SourceText(source), diagnostics);
  }

  Result edit() {
    if (!root_) return std::nullopt;
    Spot spot{&*root_, source_.size()};
    for (size_t i = 0; i < edit_.section.size(); ++i) {
      const Spot below = child(spot, edit_.section[i]);
      if (below.node == nullptr) {
        const bool may_be_new = edit_.kind == CaseEdit::Kind::add && i + 1 == edit_.section.size();
        return may_be_new ? add_section(spot, edit_.section[i]) : std::nullopt;
      }
      spot = below;
    }
    if (edit_.kind == CaseEdit::Kind::add) return add_to(spot);
    if (edit_.kind == CaseEdit::Kind::replace) return replace_in(spot);
    return remove_from(spot);
  }

 private:
  bool is_flow(const YamlNode& node) const {
    return node.offset < source_.size() &&
           (source_[node.offset] == '{' || source_[node.offset] == '[');
  }

  Spot child(const Spot& spot, const std::string& key) const {
    const YamlNode& map = *spot.node;
    if (!map.is(Kind::map)) return {};
    for (size_t i = 0; i < map.keys.size(); ++i) {
      if (map.keys[i].text != key) continue;
      const bool last = i + 1 == map.keys.size();
      return {&map.children[i], last ? spot.limit : map.keys[i + 1].offset};
    }
    return {};
  }

  std::string with(size_t offset, size_t length, const std::string& text) const {
    std::string changed = source_;
    return changed.replace(offset, length, text);
  }

  /// The blanks before an offset's line begins with something else.
  std::string indent(size_t offset) const {
    const size_t start = line_start(source_, offset);
    return source_.substr(start, source_.find_first_not_of(' ', start) - start);
  }

  std::string entry() const { return edit_.name + ": " + yaml_scalar(edit_.text); }

  Result add_section(const Spot& spot, const std::string& section) const {
    const YamlNode& map = *spot.node;
    if (!map.is(Kind::map) || map.keys.empty()) return std::nullopt;
    const bool is_list = section == "serves";
    const std::string text = is_list ? fmt::format("{}: [{}]", section, yaml_scalar(edit_.text))
                                     : fmt::format("{}: {{{}}}", section, entry());
    if (is_flow(map)) return into_flow(map, text);
    const size_t before = map.keys[std::min<size_t>(1, map.keys.size() - 1)].offset;
    return with(line_start(source_, before), 0, indent(map.keys.front().offset) + text + "\n");
  }

  Result into_flow(const YamlNode& node, const std::string& text) const {
    const size_t close = closing_bracket(source_, node.offset);
    if (close == std::string::npos) return std::nullopt;
    return with(close, 0, node.children.empty() ? text : ", " + text);
  }

  Result add_to(const Spot& spot) const {
    const YamlNode& node = *spot.node;
    if (node.is(Kind::scalar)) return add_to_scalar(spot);
    if (!node.is(Kind::map) && !node.is(Kind::list)) return std::nullopt;
    const std::string text = node.is(Kind::map) ? entry() : yaml_scalar(edit_.text);
    if (is_flow(node)) return into_flow(node, text);
    const YamlNode& first = node.is(Kind::map) ? node.keys.front() : node.children.front();
    const std::string dash = node.is(Kind::list) ? "- " : "";
    return with(block_end(source_, first.offset, spot.limit_line(source_)), 0,
                indent(first.offset) + dash + text + "\n");
  }

  /// One text becomes a list of two; a pasted block gets another line.
  Result add_to_scalar(const Spot& spot) const {
    const YamlNode& node = *spot.node;
    const size_t end = scalar_end(source_, node);
    if (end != std::string::npos)
      return with(node.offset, end - node.offset,
                  fmt::format("[{}, {}]", yaml_scalar(node.text), yaml_scalar(edit_.text)));
    if (node.style != YamlNode::Style::block) return std::nullopt;
    const size_t first = next_line(source_, node.offset);
    if (node.text.find("COMMIT") != std::string::npos) return add_to_saved(spot, first);
    return with(block_end(source_, first, spot.limit_line(source_)), 0,
                indent(first) + (is_sysctl() ? entry() : edit_.text) + "\n");
  }

  /// Of a pasted list of sysctls each line has the name, too.
  bool is_sysctl() const { return !edit_.section.empty() && edit_.section.back() == "sysctls"; }

  /// Before the COMMIT of its table, or as a table of its own.
  Result add_to_saved(const Spot& spot, size_t first) const {
    const SavedLine saved = as_saved(edit_.text);
    const SavedTable table(source_, first, spot.limit_line(source_), saved.table);
    const std::string blanks = indent(first);
    if (table.is_there())
      return with(line_start(source_, table.commit), 0, blanks + saved.text + "\n");
    return with(block_end(source_, first, spot.limit_line(source_)), 0,
                fmt::format("{0}*{1}\n{0}{2}\n{0}COMMIT\n", blanks, saved.table, saved.text));
  }

  /// The line as it is written in a list, map or block: where it begins, and its text.
  struct Line {
    size_t begin = 0, value = 0, end = 0;
  };

  std::optional<Line> find_line(const YamlNode& section, const std::string& text) const {
    for (size_t i = 0; i < section.children.size(); ++i) {
      const YamlNode& child = section.children[i];
      const bool named = section.is(Kind::map) && section.keys[i].text == edit_.name;
      if (section.is(Kind::map) ? !named : without_blanks(child.text) != text) continue;
      const size_t end = scalar_end(source_, child);
      if (end == std::string::npos) return std::nullopt;
      return Line{section.is(Kind::map) ? section.keys[i].offset : child.offset, child.offset, end};
    }
    if (!section.is(Kind::scalar)) return std::nullopt;
    if (section.text.find("COMMIT") != std::string::npos) return find_saved(section, text);
    if (is_sysctl()) return find_sysctl(section);
    const size_t at = source_.find(text, section.offset);
    if (at == std::string::npos) return std::nullopt;
    return Line{at, at, at + text.size()};
  }

  /// "NAME = VALUE" in a pasted list.
  std::optional<Line> find_sysctl(const YamlNode& section) const {
    const size_t at = source_.find(
        "\n" + indent(next_line(source_, section.offset)) + edit_.name + " ", section.offset);
    if (at == std::string::npos) return std::nullopt;
    const size_t begin = source_.find_first_not_of(' ', at + 1);
    return Line{begin, begin, source_.find('\n', begin)};
  }

  std::optional<Line> find_saved(const YamlNode& section, const std::string& text) const {
    const SavedLine saved = as_saved(text);
    const SavedTable table(source_, section.offset, source_.size(), saved.table);
    if (!table.is_there()) return std::nullopt;
    const size_t at = source_.find(saved.text, table.begin);
    if (at >= table.commit) return std::nullopt;
    return Line{at, at, at + saved.text.size()};
  }

  Result replace_in(const Spot& spot) const {
    const auto line = find_line(*spot.node, edit_.old_text);
    if (!line) return std::nullopt;
    const bool in_block = spot.node->is(Kind::scalar) && spot.node->style == YamlNode::Style::block;
    const bool is_saved = in_block && spot.node->text.find("COMMIT") != std::string::npos;
    return with(line->value, line->end - line->value,
                !in_block     ? yaml_scalar(edit_.text)
                : is_sysctl() ? entry()
                : is_saved    ? as_saved(edit_.text).text
                              : edit_.text);
  }

  Result remove_from(const Spot& spot) const {
    const YamlNode& node = *spot.node;
    const auto line = find_line(node, edit_.text);
    if (!line) return std::nullopt;
    const bool alone =
        node.is(Kind::scalar) ? without_blanks(node.text) == edit_.text : node.children.size() == 1;
    if (alone) return remove_last(node, *line);
    if (!is_flow(node)) {
      const size_t start = line_start(source_, line->begin);
      return with(start, next_line(source_, line->end) - start, "");
    }
    const size_t comma = source_.find_first_not_of(" \t\n", line->end);
    if (comma != std::string::npos && source_[comma] == ',') {
      const size_t next = source_.find_first_not_of(" \t\n", comma + 1);
      return with(line->begin, next - line->begin, "");
    }
    const size_t before = source_.rfind(',', line->begin);
    if (before == std::string::npos) return std::nullopt;
    return with(before, line->end - before, "");
  }

  /// Nothing is left: an empty list.
  Result remove_last(const YamlNode& node, const Line& line) const {
    if (is_flow(node)) {
      const size_t close = closing_bracket(source_, node.offset);
      return close == std::string::npos ? std::nullopt
                                        : Result(with(node.offset, close + 1 - node.offset, "[]"));
    }
    if (node.is(Kind::scalar) && node.style != YamlNode::Style::block)
      return with(line.begin, line.end - line.begin, "[]");
    const size_t key_line_end = line_start(source_, line.begin);
    if (key_line_end == 0) return std::nullopt;
    const size_t colon = source_.rfind(':', key_line_end);
    if (colon == std::string::npos) return std::nullopt;
    return with(colon + 1, line.end - colon - 1, " []");
  }

  const CaseEdit& edit_;
  const std::string& source_;
  std::optional<YamlNode> root_;
};

}  // namespace

std::optional<std::string> edited_source(const CaseEdit& edit, const std::string& source) {
  return Editor(edit, source).edit();
}

}  // namespace hopproof::fix
