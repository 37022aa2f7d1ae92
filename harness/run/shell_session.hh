#pragma once

#include "harness/case/case.hh"

#include <string>

namespace hopproof {

/// Builds the deployment, sends nothing, and opens the user's shell in `node`, with the node's
/// files as working folder and the director's ipvsadm in PATH. Returns the shell's exit status when
/// it ends; then the lab is gone.
int open_shell(const Case& deployment, const std::string& director, const std::string& node);

}  // namespace hopproof
