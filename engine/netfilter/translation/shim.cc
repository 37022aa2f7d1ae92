#include "engine/netfilter/translation/shim.hh"

#include "engine/netfilter/control_client.hh"
#include "engine/netfilter/control_name.hh"
#include "engine/netfilter/translation/real_tool.hh"
#include "engine/netfilter/translation/shim_commands.hh"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <string_view>

#include <fmt/format.h>

namespace hopproof {
namespace {

using namespace netfilter;
using Command = std::function<int(ControlClient&, const Words&)>;

const std::map<std::string_view, Command>& commands() {
  static const std::map<std::string_view, Command> table = {
      {"ipvsadm", run_ipvsadm},
      {"ipvsadm-save", run_ipvsadm_save},
      {"ipvsadm-restore", run_ipvsadm_restore},
      {"sysctl", run_sysctl},
      {"modprobe", run_modprobe},
      {"iptables",
       [](auto& engine, auto& words) { return run_iptables(engine, Family::v4, words); }},
      {"ip6tables",
       [](auto& engine, auto& words) { return run_iptables(engine, Family::v6, words); }},
      {"iptables-restore",
       [](auto& engine, auto& words) { return run_iptables_restore(engine, Family::v4, words); }},
      {"ip6tables-restore",
       [](auto& engine, auto& words) { return run_iptables_restore(engine, Family::v6, words); }},
      {"iptables-save", run_iptables_save},
      {"ip6tables-save", run_iptables_save},
  };
  return table;
}

constexpr int cannot_run = 127;

}  // namespace

std::optional<int> run_shim(int argc, char** argv) {
  const std::string_view path = argc > 0 ? argv[0] : "";
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const auto command = commands().find(name);
  if (command == commands().end()) return std::nullopt;
  const Words words(argv, argv + argc);
  try {
    const char* engine_name = std::getenv(control_variable);
    if (engine_name == nullptr) become_real_tool(words);
    ControlClient engine{std::string_view(engine_name)};
    return command->second(engine, words);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
    return cannot_run;
  }
}

}  // namespace hopproof
