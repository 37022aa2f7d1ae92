#pragma once

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace hopproof {

/// A process in the background that holds kept labs until it is told to end.
struct Holder {
  pid_t pid = 0;
  std::string what;  ///< the case files
};

/// Runs `work` in a process that stays behind: what it returns is returned here, while it goes on
/// holding what it made until end_holders(). `work` is given a function that must be called when
/// its output is complete: it returns only when the holder is to end.
int run_held(const std::string& what,
             const std::function<int(const std::function<void(int)>&)>& work);

/// The holders of this user that live.
std::vector<Holder> find_holders();

/// Ends them and waits until they are gone; returns how many there were.
int end_holders();

}  // namespace hopproof
