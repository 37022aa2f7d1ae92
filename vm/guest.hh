#pragma once

#include "harness/base/fd.hh"

#include <functional>

namespace hopproof::vm {

/// What process 1 of a machine has to do before anything else runs: file systems, environment,
/// loopback, modules. Throws SystemError.
void set_up_guest();

/// Runs `body` as a child, reaps what loses its parent, and switches the machine off when the child
/// has ended.
[[noreturn]] void live_as_process_one(const std::function<void()>& body);

/// The virtio port that leads to the keeper. Throws HostError when there is none.
Fd open_port();

/// A module that a case has loaded changes every namespace: out with it.
void unload_helpers();

}  // namespace hopproof::vm
