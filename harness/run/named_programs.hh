#pragma once

#include "harness/case/case.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::run {

struct NamedProgram {
  std::string name;
  std::string path;  ///< on this host
};

/// The programs of this host that the shell lines of a case may start: of its nodes' `run:`, of its
/// probes and of its commands.
std::vector<NamedProgram> programs_of(const Case& deployment);

/// A program that the shell lines of a case certainly start, and that is not installed here. One
/// that the lab provides itself is not missing, nor is one whose step expects the shell's status
/// 127.
std::optional<std::string> missing_program(const Case& deployment, std::string_view provided = "");

/// Throws MissingCapability that names the missing program, if there is one.
void require_programs(const Case& deployment, std::string_view provided = "");

}  // namespace hopproof::run
