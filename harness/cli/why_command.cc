#include "harness/ablate/why_search.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/study.hh"
#include "reports/terminal.hh"
#include "reports/why_text.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

constexpr const char* why_footer =
    R"(Each item (address, route, rule, sysctl, ipvs line, iptables rule, program) is removed in a lab
of its own, 16 labs in parallel; then the sets that suffice are reduced until no item can be left out.
Items that no packet, rule counter or lookup of a run touched need no lab.
Exit status: 0 the case passes and the sets are found, 1 the case itself fails, 2 usage, 3 bad case
file, 4 the host failed, 77 the case was skipped, 130 interrupted.
Example: hopproof why cases/one-arm/4-masquerade.yaml)";

int not_passed(Study& study, const verdict::CaseResult& whole) {
  study.say(reports::terminal_text(whole, study.paint(), reports::Detail::brief));
  if (whole.verdict == verdict::Verdict::failed)
    study.say(
        "why finds what a passing case needs, but this one fails; hopproof fix looks for what "
        "makes it pass\n");
  return exit_code(whole.verdict);
}

int why(const StudyOptions& options) {
  const auto whole = load_for_study(options);
  if (!whole) return exit_bad_case;
  Study study(options);
  ablate::WhySearch search(*whole);
  if (!study.run_round(search)) return exit_interrupted;
  if (search.whole().verdict != verdict::Verdict::passed) return not_passed(study, search.whole());
  while (study.run_round(search)) {
  }
  if (study.interrupted()) return exit_interrupted;
  verdict::CaseResult result = search.whole();
  result.why = search.result();
  study.say(reports::why_text(result, study.paint(), reports::terminal_width(study.descriptor())));
  study.write(std::move(result));
  return exit_passed;
}

}  // namespace

Subcommand why_command() {
  const auto options = std::make_shared<StudyOptions>();
  return {.name = "why",
          .about = "what each item is needed for, and every minimal set of items that suffices",
          .options = study_options(*options),
          .footer = why_footer,
          .action = [options] { return why(*options); },
          .check = [options] { return folder_complaint(options->report); }};
}

}  // namespace hopproof::cli
