#pragma once

#include "vm/machine.hh"

#include <string>
#include <vector>

namespace hopproof::vm {

/// Boots a machine of its own and runs a program in it, or a shell where there are no words. On a
/// terminal it has one, too; otherwise its streams are ours, and end as they do. What is typed
/// while it boots is not lost. Returns the program's exit status. Throws HostError for a machine
/// that does not boot.
int run_in_machine(const MachineOptions& options, const std::vector<std::string>& words);

}  // namespace hopproof::vm
