#include "netns/lab_mood.hh"

#include "harness/base/error.hh"
#include "harness/model/sysctl_name.hh"
#include "netns/sysctl.hh"

#include <cerrno>

namespace hopproof::netns {
namespace {

/// Those that a new namespace does not have by itself. Looks into the namespace of the thread.
std::vector<model::SysctlValue> find_drift() {
  std::vector<model::SysctlValue> drift;
  std::string seen;
  for (const model::SysctlValue& wanted : model::kernel_defaults()) {
    const bool there = read_sysctl(wanted.path, seen) == 0;
    if (there && !model::same_sysctl_value(seen, wanted.value)) drift.push_back(wanted);
  }
  return drift;
}

void pin(const model::SysctlValue& wanted) {
  const int error = write_sysctl(wanted.path, wanted.value.empty() ? "\n" : wanted.value);
  if (error == 0 || error == ENOENT) return;
  const SystemError failure("set " + wanted.path + " to " + wanted.value, error);
  if (error == EROFS || error == EACCES || error == EPERM) throw MissingCapability(failure.what());
  throw failure;
}

}  // namespace

std::vector<model::SysctlValue> lab_mood(bool case_uses_ipv6) {
  std::vector<model::SysctlValue> mood = {
      {"net/ipv4/icmp_ratelimit", "0"},
      {"net/ipv4/icmp_msgs_per_sec", "1000000"},
      {"net/ipv4/icmp_msgs_burst", "1000000"},
      {"net/ipv4/ping_group_range", "0 0"},
      {"net/ipv6/icmp/ratelimit", "0"},
      {"net/ipv6/conf/default/accept_dad", "0"},
      {"net/ipv6/conf/default/router_solicitations", "0"},
  };
  if (!case_uses_ipv6) mood.push_back({"net/ipv6/conf/default/addr_gen_mode", "1"});
  return mood;
}

void pin_sysctls(const Namespace& fresh, const std::vector<model::SysctlValue>& mood) {
  const EnterScope in(fresh);
  static const std::vector<model::SysctlValue> drift = find_drift();
  for (const model::SysctlValue& wanted : drift) pin(wanted);
  for (const model::SysctlValue& wanted : mood) pin(wanted);
}

}  // namespace hopproof::netns
