#include "engine/netfilter/translation/real_tool.hh"

#include "harness/base/error.hh"
#include "harness/base/find_program.hh"

#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::netfilter {

Words real_words(const Words& words) {
  const std::string name = std::filesystem::path(words.at(0)).filename();
  const auto tool = find_program(name);
  if (!tool) throw HostError(fmt::format("{} is not installed", name));
  Words real = words;
  real[0] = *tool;
  return real;
}

void become_real_tool(const Words& words, const Fd& input) {
  const std::string name = std::filesystem::path(words.at(0)).filename();
  const auto tool = find_program(name);
  if (!tool) throw HostError(fmt::format("{} is not installed", name));
  if (input) check("pass the input on", ::dup2(input.get(), STDIN_FILENO));
  std::vector<char*> arguments;
  std::string shown = name;  // iptables looks at the name it is called by
  arguments.push_back(shown.data());
  for (size_t i = 1; i < words.size(); ++i)
    arguments.push_back(const_cast<char*>(words[i].c_str()));
  arguments.push_back(nullptr);
  ::execv(tool->c_str(), arguments.data());
  throw_errno(fmt::format("run {}", *tool));
}

}  // namespace hopproof::netfilter
