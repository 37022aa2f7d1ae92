#pragma once

#include "harness/base/fd.hh"
#include "vm/message.hh"

#include <string>
#include <vector>

namespace hopproof::vm {

/// Which machines a user wants.
struct VmOptions {
  std::string kernel;  ///< "": Debian's newest cloud kernel of the release; "6.12"; a path
  bool kvm = false;
};

/// A connection to the keeper of such machines, which has greeted us; it is started if there is
/// none, or the one there is about to end. Reads from it wait for Keeper::longest_silence at most.
/// Throws MissingCapability where there can be none (no qemu, no kernel), with the reason;
/// UnknownKernel; HostError where the keeper does not answer.
Fd connect_to_keeper(const VmOptions& options);

/// What a machine answers to an order, once there is one; without fields, that it is ready. Throws
/// as connect_to_keeper() does, and HostError for a machine that breaks.
Message ask_machine(const VmOptions& options, const Message& order);

/// How many machines a keeper has side by side: one a core.
int parallel_machines();

/// Ends every keeper that this program (any build of it at this path) has started for this user,
/// and waits for it; returns how many there were. Unless `force`, a keeper whose machines others
/// use goes on: HostError, which names their processes. `force` also ends one that does not answer.
int stop_keepers(bool force);

}  // namespace hopproof::vm
