#pragma once

#include "harness/base/fd.hh"

#include <string>

namespace hopproof::netns {

/// A network namespace without a name: it lives as long as this descriptor, a process or a socket
/// in it, so nothing remains of it after SIGKILL.
class Namespace {
 public:
  /// A new, empty namespace. The calling thread stays where it is.
  static Namespace create();
  /// The namespace of the calling thread.
  static Namespace current();
  /// One that somebody else holds: "/proc/PID/ns/net", "/proc/PID/fd/N", "/run/netns/NAME".
  static Namespace open(const std::string& path);

  const Fd& fd() const { return fd_; }

 private:
  explicit Namespace(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

/// The calling thread is in `space` while this lives. Sockets opened meanwhile belong to it for
/// good. Aborts if it cannot return: going on in a stranger's namespace would be worse.
class EnterScope {
 public:
  explicit EnterScope(const Namespace& space);
  EnterScope(const EnterScope&) = delete;
  EnterScope& operator=(const EnterScope&) = delete;
  ~EnterScope();

 private:
  friend class Namespace;
  /// Aborts when it fails.
  static void move_thread(int fd) noexcept;
  Fd home_;
};

}  // namespace hopproof::netns
