#include "harness/base/sinks.hh"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

bool is_continuation(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

/// Bytes of the character that `first` begins; 0 when none begins so.
size_t announced(uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/// The second byte's range is narrower after some first ones (RFC 3629): no overlong forms, no
/// surrogates, nothing above U+10FFFF.
bool is_allowed_pair(uint8_t first, uint8_t second) {
  if (first == 0xe0) return second >= 0xa0;
  if (first == 0xed) return second < 0xa0;
  if (first == 0xf0) return second >= 0x90;
  return first != 0xf4 || second < 0x90;
}

/// Length of the valid character at the start of `text`; 0: there is none.
size_t character(std::string_view text) {
  const size_t length = announced(static_cast<uint8_t>(text[0]));
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  const bool fits =
      length == 1 || is_allowed_pair(static_cast<uint8_t>(text[0]), static_cast<uint8_t>(text[1]));
  return fits ? length : 0;
}

uint32_t code_point(std::string_view one) {
  const auto byte = [&](size_t i) { return uint32_t(static_cast<uint8_t>(one[i])); };
  if (one.size() == 1) return byte(0);
  uint32_t code = byte(0) & (0x7fu >> one.size());
  for (size_t i = 1; i < one.size(); ++i) code = code << 6 | (byte(i) & 0x3f);
  return code;
}

bool is_control(uint32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }
/// LINE SEPARATOR and PARAGRAPH SEPARATOR: a new line for some readers.
bool is_separator(uint32_t c) { return c == 0x2028 || c == 0x2029; }
/// Marks, embeddings, overrides and isolates of UAX #9.
bool turns_direction(uint32_t c) {
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}
/// No characters of XML 1.0, and a mark of byte order inside a text.
bool is_noncharacter(uint32_t c) { return (c & 0xfffe) == 0xfffe || c == 0xfeff; }
bool is_unsafe(uint32_t c) {
  return is_control(c) || is_separator(c) || turns_direction(c) || is_noncharacter(c);
}

/// Calls `put` with each character and its code; what is no UTF-8 is a U+FFFD.
template <class Put>
void for_each_character(std::string_view text, Put put) {
  while (!text.empty()) {
    const size_t length = character(text);
    const std::string_view one = length == 0 ? replacement : text.substr(0, length);
    put(one, code_point(one));
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

bool is_break(uint32_t c) { return c == '\n' || c == '\r' || c == '\t'; }

/// One line, in which `escape` says what a character becomes; "" leaves it as it is.
template <class Escape>
std::string escaped(std::string_view text, Escape escape) {
  std::string out;
  for_each_character(one_line(text), [&](std::string_view one, uint32_t code) {
    const std::string other = one.size() == 1 ? escape(char(code)) : "";
    out += other.empty() ? one : other;
  });
  return out;
}

bool is_among_letters(std::string_view letters, char c) {
  return letters.find(c) != std::string_view::npos;
}

/// Does GitHub's runner take this line for a command? It skips blanks, then wants "::name" and
/// another "::" (actions/runner, ActionCommand.TryParseV2).
bool is_workflow_command(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!line.starts_with("::") || line.size() < 3) return false;
  const char first = line[2];
  const bool names = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
  return names && line.find("::", 2) != std::string_view::npos;
}

void break_commands(std::string& text) {
  for (size_t at = text.find("##["); at != std::string::npos; at = text.find("##[", at))
    text[at + 1] = '?';
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line(text.data() + start, end - start);
    if (is_workflow_command(line)) text[start + line.find(':')] = '?';
    start = end + 1;
  }
}

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string percent(char c) { return fmt::format("%{:02X}", static_cast<unsigned char>(c)); }

std::string as_command_text(std::string_view text, std::string_view ends_it) {
  std::string out;
  for_each_character(text, [&](std::string_view one, uint32_t code) {
    if (one.size() == 1 && is_among_letters(ends_it, char(code)))
      out += percent(char(code));
    else
      out += is_unsafe(code) && code != '\t' ? "?" : one;
  });
  return out;
}

}  // namespace

std::string as_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&](std::string_view one, uint32_t) { out += one; });
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&](std::string_view one, uint32_t code) {
    out += is_unsafe(code) && code != '\n' && code != '\t' ? "?" : one;
  });
  break_commands(out);
  return out;
}

std::string one_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&](std::string_view one, uint32_t code) {
    out += is_break(code) || is_separator(code) ? " " : is_unsafe(code) ? "?" : one;
  });
  break_commands(out);
  return out;
}

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&](std::string_view one, uint32_t code) {
    const std::string_view named = one.size() == 1 ? entity(one[0]) : std::string_view();
    if (!named.empty())
      out += named;
    else
      out += is_unsafe(code) && code != '\n' && code != '\t' ? replacement : one;
  });
  return out;
}

std::string as_link(std::string_view path) {
  std::string out;
  while (path.starts_with("//")) path.remove_prefix(1);  // a host would follow
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       is_among_letters("-._~/", c);
    out += plain ? std::string(1, c) : percent(c);
  }
  return out;
}

std::string as_markdown(std::string_view text) {
  return escaped(text, [](char c) {
    return is_among_letters("\\`*_{}[]()<>#|~@&$", c) ? fmt::format("&#{};", int(c)) : "";
  });
}

std::string as_command_message(std::string_view text) { return as_command_text(text, "%\r\n"); }
std::string as_command_property(std::string_view text) { return as_command_text(text, "%\r\n:,"); }

std::string as_tap(std::string_view text) {
  return escaped(text, [](char c) { return std::string(c == '#' ? "_" : ""); });
}

std::string as_yaml(std::string_view text) {
  return '"' +
         escaped(text,
                 [](char c) {
                   return c == '"' || c == '\\' ? std::string{'\\', c} : std::string();
                 }) +
         '"';
}

std::string as_mermaid(std::string_view text) {
  return escaped(text, [](char c) {
    return is_among_letters("#;<>&\"`", c) ? fmt::format("#{};", int(c)) : "";
  });
}

}  // namespace hopproof
