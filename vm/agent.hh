#pragma once

namespace hopproof::vm {

/// The program inside the machine, process 1 there: makes the file systems, loads the modules and
/// serves one order after another over the virtio port. Switches the machine off at the end. Never
/// returns in process 1.
int agent_main();

}  // namespace hopproof::vm
