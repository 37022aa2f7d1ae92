#pragma once

#include "harness/run/state_folder.hh"

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

/// Ends them and waits until they are gone; returns how many there were. Throws HostError for one
/// that does not end.
int end_kept_lab_daemons();

}  // namespace hopproof::cli
