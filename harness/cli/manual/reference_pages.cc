#include "harness/cli/manual/reference_pages.hh"

#include "harness/case/findings/finding_kind.hh"
#include "harness/case/language/language.hh"
#include "harness/cli/manual/mdoc.hh"

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

std::string entry(const Key& key) {
  std::string about = key.type;
  if (!key.fallback.empty()) about += ", default " + key.fallback;
  if (key.use == Key::Use::required) about += ", required";
  const char* macro = key.use == Key::Use::placeholder ? "Ar" : "Ic";
  return fmt::format(".It {} {}\n{}.br\n{}", macro, mdoc_argument(key.name), mdoc_text(about),
                     mdoc_text(key.meaning));
}

std::string entry(const FindingKind& kind) {
  std::string text =
      fmt::format(".It Sy {}\n{}", mdoc_argument(word(kind.id)), mdoc_text(kind.cause));
  const auto add = [&](const char* what, const std::string& sentence) {
    if (!sentence.empty()) text += fmt::format(".Pp\n{}:\n{}", what, mdoc_text(sentence));
  };
  add("Evidence", kind.evidence);
  add("Rules out", kind.rules_out);
  add("Try", kind.remedy);
  add("Not seen", kind.not_seen);
  return text;
}

}  // namespace

std::string case_language_page(const std::string& date) {
  std::string text = mdoc_head("hopproof-case", 5, date);
  text +=
      ".Sh NAME\n.Nm hopproof\\-case\n.Nd the language of case files, version 1\n.Sh DESCRIPTION\n"
      "A case file is YAML.\n"
      ".Li hopproof explain Ar KEY\nsays the same of one key,\n.Li hopproof explain schema\n"
      "prints the JSON schema for an editor, and\n.Xr hopproof-lint 1\nnames every mistake of a file "
      "at once.\n";
  for (const KeyTable* table : key_tables()) {
    text += fmt::format(".Ss In {}\n.Bl -tag -width Ds\n", mdoc_word(table->title));
    for (const Key& key : table->keys) text += entry(key);
    text += ".El\n";
  }
  return text + ".Sh SEE ALSO\n.Xr hopproof 1 ,\n.Xr hopproof-lint 1 ,\n.Xr hopproof-findings 7\n";
}

std::string findings_page(const std::string& date) {
  std::string text = mdoc_head("hopproof-findings", 7, date);
  text +=
      ".Sh NAME\n.Nm hopproof\\-findings\n.Nd the causes that hopproof names\n.Sh DESCRIPTION\n"
      "In the order in which they take effect, along the way of a packet.\n"
      "CIP, VIP, DIP and RIP are the addresses of client, service, director and real server.\n"
      ".Bl -tag -width Ds\n";
  for (const FindingKind& kind : finding_kinds()) text += entry(kind);
  return text + ".El\n.Sh SEE ALSO\n.Xr hopproof 1 ,\n.Xr hopproof-run 1 ,\n.Xr hopproof-case 5\n";
}

}  // namespace hopproof::cli
