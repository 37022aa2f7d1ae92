#include "harness/base/sinks.hh"
#include "harness/base/spellcheck.hh"
#include "harness/case/findings/finding_kind.hh"
#include "harness/case/language/explain.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "reports/run_schema.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

std::optional<std::string> explain_word(const std::string& word) {
  const auto key = explain_key(word);
  return key ? key : explain_finding(word);
}

std::vector<std::string> known_words() {
  std::vector<std::string> words = language_keys();
  words.insert(words.end(), finding_ids().begin(), finding_ids().end());
  return words;
}

std::vector<std::string> suggestions() {
  std::vector<std::string> words = known_words();
  words.insert(words.end(), {"findings", "schema", "run-schema"});
  return words;
}

std::string finding_list() {
  std::string text;
  for (const FindingKind& kind : finding_kinds()) {
    text += fmt::format("{:<32} {}\n", word(kind.id), kind.cause);
  }
  return text;
}

int explain(const std::string& word) {
  if (word == "run-schema") {
    fmt::print("{}", reports::run_schema());
    return exit_passed;
  }
  if (word == "schema") {
    fmt::print("{}", case_schema());
    return exit_passed;
  }
  if (word == "findings") {
    fmt::print("{}", finding_list());
    return exit_passed;
  }
  if (const auto text = explain_word(word)) {
    fmt::print("{}\n", *text);
    return exit_passed;
  }
  fmt::print(stderr, "hopproof: '{}' is neither a word of the case language nor a finding{}\n",
             one_line(word), did_you_mean(word, known_words()));
  return exit_usage;
}

}  // namespace

Subcommand explain_command() {
  const auto word = std::make_shared<std::string>();
  return {.name = "explain",
          .about = "what a word of the case language, or a finding, means",
          .options = {{"WORD",
                       word.get(),
                       "a key (nodes, served, patience, ...), a finding (no-route-to-vip, "
                       "...), findings: all of them, schema: the JSON schema of a case, "
                       "run-schema: of a result",
                       must_be_given,
                       {},
                       {},
                       "",
                       suggestions()}},
          .action = [word] { return explain(*word); }};
}

}  // namespace hopproof::cli
