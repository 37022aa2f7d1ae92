#include "harness/import/config_prints.hh"

#include "harness/base/text.hh"

#include <functional>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

void for_each_line(const Section& section, const std::string& file,
                   const std::function<void(std::string_view, const Where&)>& use) {
  Where where{file, section.line};
  for (const std::string_view line : lines_of(section.text)) {
    use(line, where);
    ++where.line;
  }
}

/// Behind "[12:3456] ".
std::string_view without_counter(std::string_view line) {
  const size_t end = line.starts_with('[') ? line.find("] ") : std::string_view::npos;
  return end == std::string_view::npos ? line : trimmed(line.substr(end + 2));
}

/// ":FORWARD DROP [0:0]" as `-P FORWARD DROP`, ":KUBE-SVC - [0:0]" as `-N KUBE-SVC`; "" where
/// nothing has to be typed.
std::string chain_line(std::string_view line) {
  const auto words = words_of(line.substr(1));
  if (words.size() < 2 || words[1] == "ACCEPT") return "";
  return words[1] == "-" ? fmt::format("-N {}", words[0])
                         : fmt::format("-P {} {}", words[0], words[1]);
}

/// What stands behind the program's name in a line that makes a rule, a chain or a policy; "" for
/// any other. A policy of ACCEPT is there anyway.
std::string typed_rule(std::string_view line) {
  for (const std::string_view program : {"sudo ", "iptables ", "ip6tables "})
    if (line.starts_with(program)) line = trimmed(line.substr(program.size()));
  const auto words = words_of(line);
  const size_t verb = !words.empty() && words[0] == "-t" ? 2 : 0;
  if (words.size() < verb + 2) return "";
  if (words[verb] == "-P") return words.back() == "ACCEPT" ? "" : std::string(line);
  const bool is_rule = words[verb] == "-A" || words[verb] == "-I" || words[verb] == "-N";
  return is_rule ? std::string(line) : "";
}

/// "ip nat" of "table ip nat {".
std::string table_name(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() < 2 || words[0] != "table") return "";
  if (words.size() == 2 || words[2] == "{") return fmt::format("ip {}", words[1]);
  return fmt::format("{} {}", words[1], words[2]);
}

}  // namespace

std::vector<Fact> rules_of_save(const Section& section, const std::string& file) {
  std::vector<Fact> rules;
  std::string table = "filter";
  for_each_line(section, file, [&](std::string_view whole, const Where& where) {
    const std::string_view line = without_counter(trimmed(whole));
    if (line.starts_with('*')) table = line.substr(1);
    std::string text = line.starts_with(':') ? chain_line(line) : typed_rule(line);
    if (text.empty()) return;
    const bool has_table = table == "filter" || text.starts_with("-t ");
    rules.push_back({has_table ? text : fmt::format("-t {} {}", table, text), where});
  });
  return rules;
}

std::set<std::string> tables_of_save(const Section& section) {
  std::set<std::string> tables;
  for (const std::string_view line : lines_of(section.text))
    if (line.starts_with('*')) tables.emplace(trimmed(line.substr(1)));
  return tables;
}

std::vector<Fact> rules_of_nft(const Section& section, const std::string& file,
                               const std::set<std::string>& saved) {
  std::vector<Fact> kept;
  bool left_out = false;
  for_each_line(section, file, [&](std::string_view line, const Where& where) {
    if (const std::string table = table_name(line); !table.empty())
      left_out = saved.contains(table) || table == "inet hopproof" || table == "ip hopproof" ||
                 table == "ip6 hopproof";
    if (!left_out && !trimmed(line).starts_with('#') && !trimmed(line).empty())
      kept.push_back({std::string(line), where});
    if (line.starts_with('}')) left_out = false;
  });
  return kept;
}

std::vector<Setting> settings_of(const Section& section, const std::string& file) {
  std::vector<Setting> settings;
  for_each_line(section, file, [&](std::string_view line, const Where& where) {
    const size_t equals = line.find('=');
    if (!line.starts_with("net.") || equals == std::string_view::npos) return;
    settings.push_back({std::string(trimmed(line.substr(0, equals))),
                        std::string(trimmed(line.substr(equals + 1))), where});
  });
  return settings;
}

std::vector<Listener> listeners_of(const Section& section, const std::string& file) {
  std::vector<Listener> listeners;
  for_each_line(section, file, [&](std::string_view line, const Where& where) {
    const auto words = words_of(line);
    if (words.size() != 2) return;
    if (const auto at = Endpoint::parse(words[1]))
      listeners.push_back({std::string(words[0]), *at, where});
  });
  return listeners;
}

std::vector<Fact> plain_lines(const Section& section, const std::string& file) {
  std::vector<Fact> lines;
  for_each_line(section, file, [&](std::string_view line, const Where& where) {
    line = trimmed(line);
    if (!line.empty() && line.front() != '#') lines.push_back({std::string(line), where});
  });
  return lines;
}

}  // namespace hopproof::imports
