#include "netns/user_namespace.hh"

#include "harness/base/fd.hh"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hopproof::netns {
namespace {

bool write_file(const char* path, const std::string& text) {
  const Fd file(::open(path, O_WRONLY | O_CLOEXEC));
  return file && ::write(file.get(), text.data(), text.size()) == ssize_t(text.size());
}

std::string refused(const char* attempt) {
  return std::string(attempt) + ": " + std::strerror(errno);
}

}  // namespace

bool may_administer() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (::syscall(SYS_capget, &header, data) != 0) return false;
  constexpr uint32_t needed = 1u << CAP_SYS_ADMIN | 1u << CAP_NET_ADMIN;
  return (data[0].effective & needed) == needed && ::geteuid() == 0;
}

std::string enter_user_namespace() {
  const std::string uid = "0 " + std::to_string(::geteuid()) + " 1";
  const std::string gid = "0 " + std::to_string(::getegid()) + " 1";
  if (::unshare(CLONE_NEWUSER) != 0) return refused("create a user namespace");
  // Without this an unprivileged process may not map its group (user_namespaces(7)).
  if (!write_file("/proc/self/setgroups", "deny")) return refused("deny setgroups");
  if (!write_file("/proc/self/uid_map", uid)) return refused("map the user to root");
  if (!write_file("/proc/self/gid_map", gid)) return refused("map the group to root");
  // Ubuntu 24.04 lets anybody in and takes the capabilities away: seen only by trying.
  return may_administer() ? "" : "use a user namespace: it gives no capabilities here";
}

}  // namespace hopproof::netns
