#pragma once

#include "harness/base/fd.hh"
#include "netns/child.hh"

#include <sys/types.h>

namespace hopproof::netns {

/// A program that was just started.
struct Launched {
  pid_t pid = -1;
  Fd pidfd;
  Fd output;  ///< read end of its output, non-blocking; none when it has the caller's streams
};

/// Starts a program; throws SystemError when a step in the new process or exec itself fails. The
/// calling thread must outlive the program: the kernel ends it when that thread ends.
Launched launch(const ChildSpec& spec);

}  // namespace hopproof::netns
