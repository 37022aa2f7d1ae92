#include "engine/netfilter/translation/quoting.hh"
#include "engine/netfilter/translation/shim_commands.hh"
#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/base/text.hh"
#include "harness/base/write_all.hh"
#include "harness/case/iptables/iptables.hh"
#include "netns/child.hh"

#include <algorithm>
#include <array>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
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

/// The rules translated; the first line that cannot be is the answer instead.
Answer translate_all(ControlClient& engine, Family family, const std::string& rules) {
  std::string out;
  for (const std::string_view whole : lines_of(rules)) {
    std::string line(whole);
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
  const Answer rules =
      translate_all(engine, family, read_all(file ? file.get() : STDIN_FILENO, "the rules"));
  if (rules.code != 0) return print(rules);
  become_real_tool(command, memory_file(rules.text));
}

/// The real one's output, with the user's `-m ipvs` again.
int run_iptables_save(ControlClient& engine, const Words& words) {
  netns::ChildSpec real;
  real.words = real_words(words);
  const netns::Finished finished = netns::run(real);
  std::string out;
  for (const std::string_view line : lines_of(finished.output)) {
    const std::string_view rule = without_counters(line);
    out += line.substr(0, line.size() - rule.size());
    const bool may_be_ours = rule.find("-m mark ") != std::string_view::npos;
    out += may_be_ours ? engine.ask(fmt::format("written {}", rule)).text : std::string(rule);
    out += '\n';
  }
  fmt::print("{}", out);
  return finished.status.code;
}

}  // namespace hopproof::netfilter
