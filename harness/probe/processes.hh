#pragma once

#include "harness/base/fd.hh"
#include "netns/namespace.hh"

#include <set>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace hopproof {

/// The processes in some namespaces. This one is at home in none of them.
class Processes {
 public:
  explicit Processes(const std::vector<const Namespace*>& spaces);
  /// Does one of them compute, or wait for a disk, now?
  bool any_running() const;

 private:
  std::set<ino_t> spaces_;
};

/// Is the state in a line of /proc/PID/stat R or D?
bool shows_running(std::string_view stat_line);

}  // namespace hopproof
