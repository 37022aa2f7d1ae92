#pragma once

#include "harness/verdict/judge.hh"

#include <string>

namespace hopproof::verdict {

/// "probe", "command" or "wait".
std::string step_kind(const Step& step);

/// What the step does, in a line: "client: http 100.222.111.1:8000", "on session",
/// "director: ipvsadm -Lnc", "wait 500ms".
std::string step_text(const Step& step);

/// How it ended: the connections' outcomes joined ("answered, timeout"), each once; "exit 0" of
/// commands; "" of a wait.
std::string step_outcome(const StepRecord& record);

}  // namespace hopproof::verdict
