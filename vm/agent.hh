#pragma once

namespace hopproof::vm {

/// The program inside the machine, process 1 there: makes the file systems, loads the modules and
/// serves one job after another over the virtio port ("serve"), or is a shell on the console
/// ("shell"). Switches the machine off at the end. Never returns in process 1.
int agent_main(int argc, char** argv);

}  // namespace hopproof::vm
