#include "engine/netfilter/translation/shim_commands.hh"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace hopproof::netfilter {
namespace {

constexpr std::string_view prefix = "net.ipv4.vs.";

/// "net/ipv4/vs/conntrack=1" is the same as "net.ipv4.vs.conntrack=1".
std::string with_dots(std::string word) {
  const auto end = word.begin() + std::min(word.find('='), word.size());
  std::replace(word.begin(), end, '/', '.');
  return word;
}

bool is_ours(const std::string& word) { return with_dots(word).starts_with(prefix); }

bool is_option(const std::string& word, char letter) {
  return word.size() > 1 && word[0] == '-' && word[1] != '-' &&
         word.find(letter) != std::string::npos;
}

struct Style {
  bool values_only = false, quiet = false, all = false;
};

int fail(const Answer& answer) {
  // "unsupported: ..." begins the line, whatever wrote it, so that a harness recognises it.
  const char* who = answer.code == unsupported_code ? "" : "sysctl: ";
  fmt::print(stderr, "{}{}", who, answer.text);
  return answer.code;
}

int run_one(ControlClient& engine, const std::string& word, const Style& style) {
  const std::string variable = with_dots(word);
  const size_t equals = variable.find('=');
  const std::string name = variable.substr(0, equals);
  if (equals != std::string::npos) {
    const Answer set = engine.ask(fmt::format("sysctl {} {}", name, variable.substr(equals + 1)));
    if (set.code != 0) return fail(set);
    if (style.quiet) return 0;
  }
  const Answer value = engine.ask("sysctl " + name);
  if (value.code != 0) return fail(value);
  fmt::print("{}{}", style.values_only ? "" : name + " = ", value.text);
  return 0;
}

}  // namespace

/// net.ipv4.vs.* are the engine's; what else the command names is left to the real sysctl.
int run_sysctl(ControlClient& engine, const Words& words) {
  Words others;
  Style style;
  for (size_t i = 1; i < words.size(); ++i) {
    style.values_only = style.values_only || is_option(words[i], 'n') || words[i] == "--values";
    style.all = style.all || is_option(words[i], 'a') || words[i] == "--all";
    style.quiet = style.quiet || is_option(words[i], 'q') || words[i] == "--quiet";
  }
  int code = 0;
  bool others_named = false, ours_named = false;
  for (const std::string& word : words) {
    if (is_ours(word)) {
      ours_named = true;
      code = std::max(code, run_one(engine, word, style));
      continue;
    }
    others_named = others_named || (!others.empty() && !word.starts_with('-'));
    others.push_back(word);
  }
  if (style.all) fmt::print("{}", engine.ask("sysctls").text);
  if (code != 0 || (ours_named && !others_named)) return code;
  std::fflush(stdout);
  become_real_tool(others);
}

/// The engine is there without a module, its FTP helper only when it is asked for.
int run_modprobe(ControlClient& engine, const Words& words) {
  bool all_ours = words.size() > 1;
  for (size_t i = 1; i < words.size(); ++i) {
    if (words[i].starts_with('-')) continue;
    if (words[i] == "ip_vs_ftp" || words[i] == "ip_vs_pe_sip") {
      const Answer answer = engine.ask("modprobe " + words[i]);
      if (answer.code != 0) return print(answer);
    }
    all_ours = all_ours && (words[i].starts_with("ip_vs") || words[i] == "xt_ipvs");
  }
  if (all_ours) return 0;
  become_real_tool(words);
}

}  // namespace hopproof::netfilter
