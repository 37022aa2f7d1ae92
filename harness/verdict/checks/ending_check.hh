#pragma once

#include "harness/verdict/mismatch.hh"

#include <optional>
#include <vector>

namespace hopproof::verdict {

/// `outcome:` against one connection of a probe, or against a step's commands (answered: exit 0).
std::optional<MismatchResult> check_outcome(const OutcomeClaim& claim, const Connection& connection,
                                            const Evidence& evidence);

/// `exit:` of a command or of a probe's program.
std::optional<MismatchResult> check_exit(int wanted, const Place& place, const Evidence& evidence);

/// `served:` the answered connections of each node, and of nobody else.
Mismatches check_served(const Expect& expect, const std::vector<Connection*>& connections);

/// Who served a connection: by the answer's own word, else by what the director chose.
std::string served_by(const Connection& connection);

/// The exit status of the step's commands or of its probe's program.
int exit_status(const StepRecord& record);

}  // namespace hopproof::verdict
