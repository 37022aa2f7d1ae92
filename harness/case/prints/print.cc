#include "harness/case/prints/print.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace hopproof {
namespace {

constexpr std::string_view no_break_space = "\xc2\xa0";

/// How many bytes of blank `text` begins with: 0, 1, or the 2 of a no-break space.
size_t blank_length(std::string_view text) {
  if (text.empty()) return 0;
  if (is_blank(text.front()) || text.front() == '\v' || text.front() == '\f') return 1;
  return text.starts_with(no_break_space) ? no_break_space.size() : 0;
}

std::string_view without_blanks_in_front(std::string_view text) {
  while (const size_t blank = blank_length(text)) text.remove_prefix(blank);
  return text;
}

std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty()) {
    if (is_blank(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with(no_break_space)) {
      text.remove_suffix(no_break_space.size());
    } else {
      break;
    }
  }
  return text;
}

std::vector<std::string_view> words_between_blanks(std::string_view text) {
  std::vector<std::string_view> words;
  for (text = without_blanks_in_front(text); !text.empty(); text = without_blanks_in_front(text)) {
    size_t length = 0;
    while (length < text.size() && blank_length(text.substr(length)) == 0) ++length;
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

/// The tools whose output is read here, as they are typed.
constexpr auto printing_tools = std::to_array<std::string_view>({"ipvsadm",
                                                                 "ipvsadm-save",
                                                                 "iptables",
                                                                 "iptables-save",
                                                                 "iptables-legacy",
                                                                 "iptables-nft",
                                                                 "iptables-legacy-save",
                                                                 "iptables-nft-save",
                                                                 "ip6tables",
                                                                 "ip6tables-save",
                                                                 "ipset",
                                                                 "nft",
                                                                 "ip",
                                                                 "ifconfig",
                                                                 "route",
                                                                 "netstat",
                                                                 "arp",
                                                                 "sysctl",
                                                                 "cat",
                                                                 "grep",
                                                                 "keepalived",
                                                                 "tcpdump",
                                                                 "conntrack",
                                                                 "hostname",
                                                                 "uname",
                                                                 "ss",
                                                                 "docker",
                                                                 "kubectl",
                                                                 "curl",
                                                                 "ping",
                                                                 "nstat"});

/// A command without sudo and the folder of its program.
std::string_view program_of(std::string_view command) {
  const std::string_view word = command.substr(0, command.find(' '));
  const size_t slash = word.rfind('/');
  return slash == std::string_view::npos ? word : word.substr(slash + 1);
}

bool prints_something(std::string_view command) {
  return std::ranges::find(printing_tools, program_of(command)) != printing_tools.end();
}

std::string_view without_sudo(std::string_view command) {
  while (command.starts_with("sudo ")) command = without_blanks_in_front(command.substr(5));
  return command;
}

/// The host in "root@lb1:~", "[root@lb1 ~]", "lb1"; nullopt when these are no words of a prompt.
std::optional<std::string_view> host_in(std::string_view prompt) {
  if (prompt.empty()) return "";
  if (prompt.starts_with('[')) prompt = prompt.substr(1, prompt.find(']') - 1);
  const size_t at = prompt.find('@');
  if (at == std::string_view::npos) {
    const bool one_word = prompt.find_first_of(" :/\"'(){}=<>,;|*!-") == std::string_view::npos;
    return one_word ? std::optional(prompt) : std::nullopt;
  }
  if (prompt.substr(0, at).find(' ') != std::string_view::npos) return std::nullopt;
  prompt.remove_prefix(at + 1);
  return prompt.substr(0, prompt.find_first_of(": ~"));
}

}  // namespace

std::string_view PrintLine::after(std::string_view key) const {
  const auto found = std::ranges::find(words, key);
  return found == words.end() || std::next(found) == words.end() ? "" : *std::next(found);
}

bool PrintLine::has(std::string_view word) const {
  return std::ranges::find(words, word) != words.end();
}

std::vector<PrintLine> print_lines(std::string_view text) {
  std::vector<PrintLine> lines;
  std::string_view command;
  int number = 0;
  for (const std::string_view whole : lines_of(text)) {
    ++number;
    const std::string_view behind = without_blanks_in_front(whole);
    const std::string_view line = without_blanks_behind(behind);
    if (line.empty() || line.starts_with("```")) continue;
    if (const auto prompt = read_prompt(line)) {
      command = prompt->command;
      continue;
    }
    if (line.starts_with('#')) continue;
    const auto offset = size_t(line.data() - text.data());
    lines.push_back({line,
                     {offset, line.size(), number},
                     behind.size() != whole.size(),
                     words_between_blanks(line),
                     command});
  }
  return lines;
}

std::optional<ShellPrompt> read_prompt(std::string_view line) {
  line = without_blanks_behind(without_blanks_in_front(line));
  const size_t end = line.find_first_of("#$>");
  constexpr size_t longest_prompt = 80;
  if (end == std::string_view::npos || end > longest_prompt) return std::nullopt;
  const bool apart = end + 1 == line.size() || blank_length(line.substr(end + 1)) > 0;
  const auto host = host_in(without_blanks_behind(line.substr(0, end)));
  if (!apart || !host) return std::nullopt;
  const std::string_view command = without_sudo(without_blanks_in_front(line.substr(end + 1)));
  const bool is_bare = line.find_first_of("@[") >= end;
  if (is_bare && (line[end] == '>' || !prints_something(command))) return std::nullopt;
  return ShellPrompt{*host, command};
}

std::optional<uint64_t> parse_large_number(std::string_view word) {
  constexpr std::string_view suffixes = "KMGT";
  uint64_t factor = 1;
  const size_t power = word.empty() ? std::string_view::npos : suffixes.find(word.back());
  if (power != std::string_view::npos) {
    for (size_t i = 0; i <= power; ++i) factor *= 1000;
    word.remove_suffix(1);
  }
  uint64_t value = 0;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || error != std::errc{} || stop != word.data() + word.size())
    return std::nullopt;
  if (value > std::numeric_limits<uint64_t>::max() / factor) return std::nullopt;
  return value * factor;
}

std::string quoted_word(std::string_view value) {
  constexpr std::string_view of_a_shell = " \t\"'\\$`&|;<>()*?[]#~!{}";
  const bool plain = !value.empty() && value.find_first_of(of_a_shell) == std::string_view::npos;
  if (plain) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace hopproof
