#include "harness/run/named_programs.hh"

#include "harness/base/error.hh"
#include "harness/base/find_program.hh"
#include "harness/case/shell/shell_line.hh"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

/// What a POSIX shell ends with when it finds no such program.
constexpr int not_found = 127;

/// Where Debian has what cases often start, if the package is not called as the program is.
std::string package_of(const std::string& program) {
  static const std::map<std::string, std::string> packages = {
      {"nc", "netcat-openbsd"},     {"dig", "bind9-dnsutils"},
      {"ab", "apache2-utils"},      {"nginx", "nginx-light"},
      {"nft", "nftables"},          {"ip", "iproute2"},
      {"ss", "iproute2"},           {"ping", "iputils-ping"},
      {"netcat", "netcat-openbsd"}, {"python", "python-is-python3"}};
  const auto found = packages.find(program);
  return found == packages.end() ? program : found->second;
}

bool expects_no_program(const Step& step) {
  return std::ranges::any_of(step.expects,
                             [](const Expect& expect) { return expect.exit == not_found; });
}

void add_programs(std::vector<ShellProgram>& programs, std::string_view line, bool certain) {
  for (ShellProgram& program : programs_in_shell(line))
    programs.push_back({std::move(program.name), program.certain && certain});
}

void add_programs(std::vector<ShellProgram>& programs, const NodeCommand& command, bool certain) {
  for (const std::string& line : command.lines) add_programs(programs, line, certain);
}

std::vector<ShellProgram> programs_named(const Case& deployment) {
  std::vector<ShellProgram> programs;
  for (const Node& node : deployment.nodes)
    for (const Item& item : node.run) add_programs(programs, item.text, true);
  for (const Step& step : deployment.steps) {
    const bool certain = !expects_no_program(step);
    const auto* probe = std::get_if<Probe>(&step.action);
    if (const auto* program = probe ? probe->as<RunProbe>() : nullptr)
      add_programs(programs, program->command, certain);
    if (const auto* command = std::get_if<NodeCommand>(&step.action))
      add_programs(programs, *command, certain);
    if (!step.meanwhile) continue;
    for (const NodeCommand& command : step.meanwhile->commands)
      add_programs(programs, command, true);
  }
  return programs;
}

}  // namespace

std::vector<NamedProgram> programs_of(const Case& deployment) {
  std::vector<NamedProgram> found;
  for (const ShellProgram& program : programs_named(deployment)) {
    const bool is_known = std::ranges::count(found, program.name, &NamedProgram::name) > 0;
    const auto path = is_known ? std::nullopt : find_program(program.name);
    if (path) found.push_back({program.name, *path});
  }
  return found;
}

std::optional<std::string> missing_program(const Case& deployment, std::string_view provided) {
  for (const ShellProgram& program : programs_named(deployment)) {
    if (program.certain && program.name != provided && !find_program(program.name))
      return program.name;
  }
  return std::nullopt;
}

void require_programs(const Case& deployment, std::string_view provided) {
  if (const auto missing = missing_program(deployment, provided))
    throw MissingCapability(
        fmt::format("the case needs {}, which is not installed (apt-get install {})", *missing,
                    package_of(*missing)));
}

}  // namespace hopproof::run
