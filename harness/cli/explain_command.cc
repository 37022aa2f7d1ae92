#include "harness/base/spellcheck.hh"
#include "harness/case/explain.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof {
namespace {

int explain(const std::string& word) {
  if (word == "schema") {
    fmt::print("{}", case_schema());
    return kPassed;
  }
  if (const auto text = explain_key(word)) {
    fmt::print("{}\n", *text);
    return kPassed;
  }
  fmt::print(stderr, "hopproof: '{}' is no word of the case language{}\n", word,
             did_you_mean(word, language_keys()));
  return kUsage;
}

}  // namespace

void add_explain_command(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("explain", "what a word of the case language means");
  auto word = std::make_shared<std::string>();
  command
      ->add_option("WORD", *word,
                   "a key (nodes, served, patience, ...), or schema: the JSON schema")
      ->required();
  command->callback([&status, word] { status = explain(*word); });
}

}  // namespace hopproof
