#pragma once

#include "harness/cli/commands.hh"

#include <string>
#include <vector>

namespace hopproof::cli {

// Scripts that make a shell complete `hopproof`: commands, options, the words that an option takes,
// and files everywhere else. From the table that --help prints.

/// For bash(1), in share/bash-completion/completions/hopproof.
std::string bash_completion(const std::vector<Subcommand>& commands);

/// For zsh: _hopproof in a folder of $fpath (zshcompsys(1)).
std::string zsh_completion(const std::vector<Subcommand>& commands);

/// For fish: hopproof.fish in share/fish/vendor_completions.d.
std::string fish_completion(const std::vector<Subcommand>& commands);

}  // namespace hopproof::cli
