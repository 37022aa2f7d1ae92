#include "engine/netfilter/translation/quoting.hh"
#include "engine/netfilter/translation/shim_commands.hh"

#include <cstdio>
#include <iostream>

#include <fmt/format.h>

namespace hopproof::netfilter {
namespace {

bool is_restore(const std::string& word) { return word == "-R" || word == "--restore"; }

}  // namespace

int print(const Answer& answer) {
  fmt::print(answer.code == 0 ? stdout : stderr, "{}", answer.text);
  return answer.code;
}

int run_ipvsadm(ControlClient& engine, const Words& words) {
  if (words.size() == 2 && is_restore(words[1])) return run_ipvsadm_restore(engine, words);
  const Words arguments(words.begin() + 1, words.end());
  return print(engine.ask("ipvsadm " + join_words(arguments)));
}

int run_ipvsadm_save(ControlClient& engine, const Words& words) {
  const bool numeric = words.size() > 1 && words[1] == "-n";
  return print(engine.ask(numeric ? "ipvsadm -S -n" : "ipvsadm -S"));
}

/// As ipvsadm -R: each line is a command of its own, and the last one decides.
int run_ipvsadm_restore(ControlClient& engine, const Words&) {
  int code = 0;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.find_first_not_of(" \t\r") != std::string::npos)
      code = print(engine.ask("ipvsadm " + line));
  }
  return code;
}

}  // namespace hopproof::netfilter
