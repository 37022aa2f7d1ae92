#pragma once

#include "harness/base/fd.hh"

#include <functional>

namespace hopproof::netns {

/// What the keeper reports to the caller about the set-up.
struct SetUpReport {
  int init_pid = 0;        ///< as the caller sees it; 0: it failed
  char refused[200] = {};  ///< why
};

/// The keeper's life, in the process forked by IsolatedProcess: enters the namespaces, forks init,
/// reports, waits for its end or the caller's (a pidfd). Never returns.
[[noreturn]] void keep_isolated(const Fd& caller, const Fd& report, Fd result,
                                const std::function<int(Fd)>& body);

}  // namespace hopproof::netns
