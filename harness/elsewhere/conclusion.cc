#include "harness/elsewhere/conclusion.hh"

#include "harness/base/protocol.hh"
#include "harness/elsewhere/rules.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

/// In the order in which they decide: what a packet says itself, then the last place where one was
/// seen, from the answer's end back to the request's beginning.
constexpr std::array rules{
    port_zero,
    hairpin,
    icmp_refusal,
    reply_translated_late,
    reply_around,
    reply_stops_at_director,
    reply_lost_to_client,
    untranslated_at_client,
    server_resets,
    answer_unheard,
    server_silent,
    front_resets,
    lost_to_server,
    server_unseen,
    director_silent,
    request_never_came,
    only_the_client_saw,
};

}  // namespace

std::string_view word(Certainty certainty) {
  switch (certainty) {
    case Certainty::proven:
      return "proven";
    case Certainty::consistent:
      return "consistent";
    case Certainty::cannot_tell:
      break;
  }
  return "cannot tell";
}

std::optional<Conclusion> conclude(const View& view, const Coverage& coverage) {
  if (view.ending == Ending::answered || view.ending == Ending::unknown) return std::nullopt;
  for (const auto rule : rules) {
    auto conclusion = rule(view, coverage);
    if (!conclusion) continue;
    if (conclusion->certainty == Certainty::cannot_tell) {
      conclusion->remedy.clear();
      auto commands = deciding_commands(view, conclusion->ids);
      conclusion->decide.insert(conclusion->decide.end(), commands.begin(), commands.end());
    }
    return conclusion;
  }
  Conclusion unknown;
  unknown.text = fmt::format("{} ended as {}, and these captures do not show why",
                             view.evidence.text(view.front), word(view.ending));
  return unknown;
}

}  // namespace hopproof::elsewhere
