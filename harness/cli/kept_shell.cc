#include "harness/cli/kept_shell.hh"

#include "harness/base/error.hh"
#include "harness/base/sinks.hh"
#include "harness/base/spellcheck.hh"
#include "harness/cli/exit_code.hh"
#include "harness/run/kept_lab.hh"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

void set_environment(const run::KeptNode& node) {
  const char* path = std::getenv("PATH");
  const std::string own = path != nullptr ? path : "/usr/sbin:/usr/bin:/sbin:/bin";
  if (!node.path_prefix.empty()) ::setenv("PATH", (node.path_prefix + ":" + own).c_str(), 1);
  for (const auto& [name, value] : node.environment) ::setenv(name.c_str(), value.c_str(), 1);
  ::setenv("PS1", fmt::format("hopproof {} # ", node.node).c_str(), 1);
}

/// nsenter(1) opens all namespaces before it enters the first.
std::vector<std::string> words_for(const run::KeptLabRecord& lab, const run::KeptNode& node) {
  const char* shell = std::getenv("SHELL");
  std::vector<std::string> words{"nsenter",
                                 fmt::format("--target={}", lab.lab),
                                 "--mount",
                                 "--pid",
                                 fmt::format("--net=/proc/{}/fd/{}", lab.lab, node.fd),
                                 "--wd=" + node.folder};
  if (::geteuid() != 0) words.insert(words.end(), {"--user", "--preserve-credentials"});
  words.insert(words.end(), {"--", shell != nullptr ? shell : "/bin/sh"});
  return words;
}

[[noreturn]] void become(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  if (errno != ENOENT) throw_errno("run nsenter");
  throw MissingCapability("nsenter is not installed (apt-get install util-linux)");
}

int complain(const std::string& text) {
  fmt::print(stderr, "hopproof: {}\n", text);
  return exit_usage;
}

}  // namespace

int enter_kept_lab(const std::string& lab, const std::string& node) {
  const auto labs = run::find_kept_labs();
  const auto found = std::ranges::find_if(labs, [&](const run::KeptLabRecord& record) {
    return std::to_string(record.init.pid) == lab;
  });
  if (found == labs.end())
    return complain(fmt::format("no kept lab {}; hopproof keep lists them", one_line(lab)));
  std::vector<std::string> names;
  for (const run::KeptNode& known : found->nodes) names.push_back(known.node);
  const auto place = std::ranges::find(found->nodes, node, &run::KeptNode::node);
  if (place == found->nodes.end())
    return complain(
        fmt::format("lab {} has no node '{}'{}", lab, one_line(node), did_you_mean(node, names)));
  set_environment(*place);
  become(words_for(*found, *place));
}

}  // namespace hopproof::cli
