#include "harness/fix/yaml_text.hh"

#include "harness/case/yaml/scalar_place.hh"

#include <algorithm>

namespace hopproof::fix {
namespace {

constexpr std::string_view never_plain = "[]{},\"'#&*|>%@`\\\t\n";

bool may_be_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (text.find_first_of(never_plain) != std::string_view::npos) return false;
  if (text.find(": ") != std::string_view::npos || text.starts_with("- ")) return false;
  return text.front() != '!' && text.front() != '?' && text.front() != ':';
}

bool is_quote(char c) { return c == '"' || c == '\''; }

bool begins_word(std::string_view source, size_t at) {
  return at == 0 || std::string_view(" \t\n[{,:").find(source[at - 1]) != std::string_view::npos;
}

bool is_idle_line(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos || line[first] == '#';
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
  if (may_be_plain(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

size_t closing_bracket(std::string_view source, size_t open) {
  int depth = 0;
  for (size_t at = open; at < source.size();) {
    const char c = source[at];
    if (is_quote(c) && begins_word(source, at)) {
      const auto length = quoted_length(source, at);
      if (!length) return std::string_view::npos;
      at += *length;
      continue;
    }
    if (c == '#' && begins_word(source, at)) {
      at = next_line(source, at);
      continue;
    }
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth == 0) return at;
    ++at;
  }
  return std::string_view::npos;
}

size_t line_start(std::string_view source, size_t offset) {
  const size_t before = offset == 0 ? std::string_view::npos : source.rfind('\n', offset - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

size_t next_line(std::string_view source, size_t offset) {
  const size_t end = source.find('\n', offset);
  return end == std::string_view::npos ? source.size() : end + 1;
}

size_t scalar_end(std::string_view source, const YamlNode& scalar) {
  if (scalar.style == YamlNode::Style::block) return std::string_view::npos;
  if (scalar.style != YamlNode::Style::plain) {
    const auto length = quoted_length(source, scalar.offset);
    return length ? scalar.offset + *length : std::string_view::npos;
  }
  const bool on_one_line = source.substr(scalar.offset, scalar.text.size()) == scalar.text;
  return on_one_line ? scalar.offset + scalar.text.size() : std::string_view::npos;
}

size_t block_end(std::string_view source, size_t begin, size_t limit) {
  size_t end = next_line(source, begin);
  for (size_t at = end; at < limit;) {
    const size_t next = std::min(next_line(source, at), limit);
    if (!is_idle_line(source.substr(at, next - at))) end = next;
    at = next;
  }
  return end;
}

}  // namespace hopproof::fix
