#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hopproof::vm {

/// Where the host has a program: looked up in PATH and in the folders that only root's PATH names.
std::optional<std::string> find_program(const std::string& name);

/// The shared libraries (and the loader) that an executable needs, as ldd finds them: paths on the
/// host. Empty for a static program or a script.
std::vector<std::string> libraries_of(const std::string& program);

/// The programs that shell lines start: first words of commands, without builtins and paths. A
/// guess for the benefit of a clear message, not a shell's parser.
std::vector<std::string> programs_named(const std::vector<std::string>& shell_lines);

}  // namespace hopproof::vm
