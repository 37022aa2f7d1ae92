#pragma once

#include <optional>

#include <sys/types.h>

namespace hopproof {

/// What /proc/PID/stat says of a process (proc(5)).
struct ProcessStat {
  char state = 0;  ///< 'Z': it has ended, and nobody has asked for its status
  pid_t group = 0;
  unsigned long long start = 0;  ///< since the system's start, in clock ticks

  /// Nothing where there is no such process.
  static std::optional<ProcessStat> of(pid_t pid);
};

}  // namespace hopproof
