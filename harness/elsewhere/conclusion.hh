#pragma once

#include "harness/case/findings/finding_id.hh"
#include "harness/elsewhere/coverage.hh"
#include "harness/elsewhere/view.hh"
#include "harness/verdict/result.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof::elsewhere {

/// How sure a conclusion is. proven: no other cause shows these packets. consistent: one cause
/// fits, and something that was not captured could still speak against it. cannot_tell: several
/// fit.
enum class Certainty : uint8_t { proven, consistent, cannot_tell };
std::string_view word(Certainty certainty);

/// What the captures say of why a connection went wrong.
struct Conclusion {
  Certainty certainty = Certainty::cannot_tell;
  std::vector<FindingId> ids;  ///< one; of cannot_tell all that fit, perhaps none that has a name
  std::string text;            ///< a sentence
  std::string at;              ///< the node; "" where none is named
  Sightings evidence;          ///< packets to cite, in the order of their way
  std::vector<std::string> said;  ///< what else it rests on
  std::vector<std::string> rules_out;
  std::vector<verdict::RemedyResult> remedy;  ///< what to change
  std::vector<verdict::RemedyResult> decide;  ///< what would decide, a command for a host
};

/// nullopt for one that was answered, and for one of which only answers were captured.
std::optional<Conclusion> conclude(const View& view, const Coverage& coverage);

/// The commands on the hosts of `view` that tell the causes apart: each once.
std::vector<verdict::RemedyResult> deciding_commands(const View& view,
                                                     const std::vector<FindingId>& ids);

}  // namespace hopproof::elsewhere
