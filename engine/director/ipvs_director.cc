#include "engine/director/ipvs_director.hh"

#include "engine/director/proc_connections.hh"
#include "harness/base/error.hh"
#include "harness/base/text.hh"
#include "netns/child.hh"
#include "netns/sysctl.hh"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::director {
namespace {

constexpr size_t largest_table = 4 << 20;  ///< bytes of /proc/net/ip_vs_conn that are read

CommandResult run_ipvsadm(const netns::Namespace& space, std::vector<std::string> words,
                          std::string input = "") {
  netns::ChildSpec spec;
  spec.words = std::move(words);
  spec.space = &space;
  spec.input = std::move(input);
  spec.environment = {{"LC_ALL", "C"}};
  try {
    const netns::Finished finished = netns::run(spec);
    return {finished.status.code, finished.output};
  } catch (const SystemError& error) {
    if (error.error_number() != ENOENT) throw;
    throw MissingCapability("ipvsadm is not installed (apt-get install ipvsadm)");
  }
}

/// What `ipvsadm --restore` reads: it knows the lines that `--save` writes, and no others.
bool can_be_restored(const std::string& line) {
  return line.starts_with("-A ") || line.starts_with("-a ");
}

}  // namespace

void IpvsDirector::wait_until_ready() {
  const netns::EnterScope in(space_);
  if (!std::ifstream("/proc/thread-self/net/ip_vs"))
    throw MissingCapability("this kernel has no ip_vs, or the module is not loaded");
}

CommandResult IpvsDirector::ipvsadm(std::string_view line) {
  std::vector<std::string> words = {"ipvsadm"};
  for (const std::string_view word : words_of(line)) words.emplace_back(word);
  return run_ipvsadm(space_, std::move(words));
}

std::optional<RefusedLine> IpvsDirector::apply(const std::vector<std::string>& lines) {
  if (lines.empty() || !std::ranges::all_of(lines, can_be_restored)) return Director::apply(lines);
  const std::string input = fmt::format("{}\n", fmt::join(lines, "\n"));
  const CommandResult restored = run_ipvsadm(space_, {"ipvsadm", "--restore"}, input);
  if (restored.exit_code == 0 && restored.output.empty()) return std::nullopt;
  ipvsadm("-C");  // once more, one by one: the line that it refuses has to be named
  return Director::apply(lines);
}

void IpvsDirector::set_sysctl(std::string_view name, std::string_view value) {
  const netns::EnterScope in(space_);
  const std::string path = fmt::format("net/ipv4/vs/{}", name);
  const int error = netns::write_sysctl(path, value);
  if (error == ENOENT)
    throw MissingCapability(fmt::format("this kernel's ip_vs has no net.ipv4.vs.{}", name));
  if (error != 0) throw SystemError(fmt::format("set {} to {}", path, value), error);
}

std::optional<std::string> IpvsDirector::sysctl(std::string_view name) {
  const netns::EnterScope in(space_);
  std::string value;
  if (netns::read_sysctl(fmt::format("net/ipv4/vs/{}", name), value) != 0) return std::nullopt;
  return value;
}

std::string IpvsDirector::translate(std::string_view iptables_line, Family) {
  return std::string(iptables_line);
}

std::vector<ConnectionRow> IpvsDirector::connections() {
  const netns::EnterScope in(space_);
  std::ifstream file("/proc/thread-self/net/ip_vs_conn");
  std::string text(largest_table, '\0');
  file.read(text.data(), std::streamsize(text.size()));
  text.resize(size_t(file.gcount()));
  return parse_proc_connections(text);
}

}  // namespace hopproof::director
