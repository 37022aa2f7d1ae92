#include "engine/netfilter/translation/quoting.hh"
#include "engine/netfilter/translation/shim_commands.hh"
#include "harness/base/error.hh"
#include "harness/case/iptables/iptables.hh"

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace hopproof::netfilter {
namespace {

Answer translate(ControlClient& engine, Family family, const std::string& line) {
  return engine.ask(fmt::format("translate {} {}", family == Family::v4 ? 4 : 6, line));
}

/// What is behind "[12:3456] " at the start of a line of iptables-save -c.
std::string_view without_counters(std::string_view line) {
  const size_t end = line.starts_with('[') ? line.find("] ") : std::string_view::npos;
  return end == std::string_view::npos ? line : line.substr(end + 2);
}

/// The word that names the file to restore from, if there is one.
std::optional<size_t> file_argument(const Words& words) {
  constexpr std::array with_value = {"-T", "--table", "-M", "--modprobe", "-w", "--wait", "-W"};
  for (size_t i = 1; i < words.size(); ++i) {
    const bool is_value =
        std::find(with_value.begin(), with_value.end(), words[i - 1]) != with_value.end();
    if (!words[i].starts_with('-') && !is_value) return i;
  }
  return std::nullopt;
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, size_t{64} * 1024> piece;
  while (const auto length = check_long("read the rules", ::read(fd, piece.data(), piece.size()))) {
    text.append(piece.data(), size_t(length));
  }
  return text;
}

Fd in_memory(const std::string& text) {
  Fd file(check("create a file in memory", ::memfd_create("rules", MFD_CLOEXEC)));
  for (size_t done = 0; done < text.size();) {
    done += size_t(
        check_long("write the rules", ::write(file.get(), text.data() + done, text.size() - done)));
  }
  check_long("rewind the rules", ::lseek(file.get(), 0, SEEK_SET));
  return file;
}

/// The rules translated; the first line that cannot be is the answer instead.
Answer translate_all(ControlClient& engine, Family family, const std::string& rules) {
  std::istringstream lines(rules);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    const std::string_view rule = without_counters(line);
    if (rule.starts_with('-')) {
      const Answer answer = translate(engine, family, std::string(rule));
      if (answer.code != 0) return answer;
      line.replace(line.size() - rule.size(), rule.size(), answer.text);
    }
    out += line + "\n";
  }
  return {0, out};
}

}  // namespace

int run_iptables(ControlClient& engine, Family family, const Words& words) {
  const Answer answer = translate(engine, family, join_words({words.begin() + 1, words.end()}));
  if (answer.code != 0) return print(answer);
  const auto translated = split_words(answer.text);
  Words command{words[0]};
  for (const Token& token : std::get<std::vector<Token>>(translated)) command.push_back(token.text);
  become_real_tool(command);
}

int run_iptables_restore(ControlClient& engine, Family family, const Words& words) {
  Words command = words;
  Fd file;
  if (const auto at = file_argument(words)) {
    file = Fd(check("open " + words[*at], ::open(words[*at].c_str(), O_RDONLY | O_CLOEXEC)));
    command.erase(command.begin() + long(*at));
  }
  const Answer rules = translate_all(engine, family, read_all(file ? file.get() : STDIN_FILENO));
  if (rules.code != 0) return print(rules);
  become_real_tool(command, in_memory(rules.text));
}

}  // namespace hopproof::netfilter
