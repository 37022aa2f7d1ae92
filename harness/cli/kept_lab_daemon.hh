#pragma once

#include "harness/run/state_folder.hh"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace hopproof::cli {

/// A background process that holds kept labs until it is ended.
struct KeptLabDaemon {
  run::ProcessRecord process;
  std::string what;  ///< the case files
};

/// Runs `work` in a daemon: the status it reports is returned here, while the daemon goes on
/// holding the labs until end_kept_lab_daemons(). `work` is given a function that must be called
/// when its output is complete: it returns only when the daemon is to end.
int run_kept_lab_daemon(const std::string& what,
                        const std::function<int(const std::function<void(int)>&)>& work);

/// The running daemons of this user.
std::vector<KeptLabDaemon> find_kept_lab_daemons();

struct EndedDaemons {
  int ended = 0;
  std::vector<std::string> complaints;  ///< of those that did not end
};

/// Asks all of them to end, and waits until they are gone, `limit` at most.
EndedDaemons end_kept_lab_daemons(std::chrono::milliseconds limit = std::chrono::seconds(20));

}  // namespace hopproof::cli
