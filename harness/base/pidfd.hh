#pragma once

#include "harness/base/fd.hh"

#include <chrono>

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace hopproof {

/// A descriptor that is readable when this process has ended (pidfd_open(2)). None, and errno says
/// why, where there is no such process.
inline Fd open_pidfd(pid_t pid) { return Fd(int(::syscall(SYS_pidfd_open, pid, 0))); }

/// Waits for the end of that process; false where it still runs at the deadline.
bool has_ended_by(const Fd& pidfd, std::chrono::steady_clock::time_point deadline);

}  // namespace hopproof
