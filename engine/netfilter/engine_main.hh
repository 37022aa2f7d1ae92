#pragma once

namespace hopproof {

/// `hopproof engine --control-fd N`: the engine process of the network namespace it is started in.
/// It ends on request, when the other end of the control socket closes, or with its parent.
/// Returns the exit status; what went wrong is on standard error.
int engine_main(int argc, char** argv);

}  // namespace hopproof
