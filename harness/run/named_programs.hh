#pragma once

#include "harness/case/case.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof::run {

/// The programs that shell lines start: first words of commands, without builtins and paths. A
/// guess for the benefit of a clear message, not a shell's parser.
std::vector<std::string> programs_named(const std::vector<std::string>& shell_lines);

/// The shell lines of a case: what its nodes run, its probes' programs and its commands.
std::vector<std::string> shell_lines(const Case& deployment);

struct NamedProgram {
  std::string name;
  std::string path;  ///< on this host
};

/// The programs that a case's shell lines name, but for one that the lab provides itself. Throws
/// MissingCapability with the name of one that is not installed.
std::vector<NamedProgram> programs_of(const Case& deployment, std::string_view provided = "");

}  // namespace hopproof::run
