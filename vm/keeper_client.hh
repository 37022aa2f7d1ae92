#pragma once

#include "harness/base/fd.hh"

#include <string>
#include <vector>

namespace hopproof::vm {

/// Which machines a user wants.
struct VmOptions {
  std::string kernel;  ///< "": Debian's newest cloud kernel of the release; "6.12"; a path
  bool kvm = false;
};

/// A connection to the keeper of such machines, which is started if there is none. Throws
/// MissingCapability where there can be none (no qemu, no kernel), with the reason.
Fd connect_to_keeper(const VmOptions& options);

/// How many machines a keeper has side by side: one a core.
int parallel_machines();

/// Ends every keeper that this program (any build of it at this path) has started for this user,
/// and waits for it; returns how many there were.
int stop_keepers();

}  // namespace hopproof::vm
