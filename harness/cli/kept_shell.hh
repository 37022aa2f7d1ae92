#pragma once

#include <string>

namespace hopproof::cli {

/// Becomes the user's shell in a node of a lab that `run --keep` left: `lab` is the number that
/// `hopproof keep` lists. The director's tools are first in PATH, and the shell ends with the lab.
/// Returns a usage error's status where there is no such lab or node, else never. Throws
/// MissingCapability without nsenter.
int enter_kept_lab(const std::string& lab, const std::string& node);

}  // namespace hopproof::cli
