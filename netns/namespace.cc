#include "netns/namespace.hh"

#include "harness/base/error.hh"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>

namespace hopproof::netns {
namespace {

Fd namespace_of_thread() {
  Fd fd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!fd) throw_errno("open the network namespace of this thread");
  return fd;
}

}  // namespace

Namespace Namespace::create() {
  const Fd home = namespace_of_thread();
  if (::unshare(CLONE_NEWNET) != 0) {
    const int error = errno;
    if (error == EPERM)
      throw MissingCapability(
          "network namespaces are refused here (needs root or unprivileged user namespaces)");
    throw SystemError("create a network namespace", error);
  }
  Fd fresh(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  const int error = errno;
  EnterScope::move_thread(home.get());
  if (!fresh) throw SystemError("open a new network namespace", error);
  return Namespace(std::move(fresh));
}

Namespace Namespace::open(const std::string& path) {
  Fd fd(check("open " + path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  if (::ioctl(fd.get(), NS_GET_NSTYPE) != CLONE_NEWNET)
    throw HostError(path + " is not a network namespace");
  return Namespace(std::move(fd));
}

Namespace Namespace::current() { return Namespace(namespace_of_thread()); }

void EnterScope::move_thread(int fd) noexcept {
  if (::setns(fd, CLONE_NEWNET) == 0) return;
  std::perror("hopproof: cannot return to the network namespace of this thread");
  std::abort();
}

EnterScope::EnterScope(const Namespace& space) : home_(namespace_of_thread()) {
  check("enter a network namespace", ::setns(space.fd().get(), CLONE_NEWNET));
}

EnterScope::~EnterScope() { move_thread(home_.get()); }

}  // namespace hopproof::netns
