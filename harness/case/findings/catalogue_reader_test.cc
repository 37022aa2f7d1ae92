#include "harness/case/findings/catalogue_reader.hh"

#include "findings_yaml.hh"

#include <gmock/gmock.h>

namespace hopproof {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// What is said of the catalogue with its first `from` turned into `to`.
std::vector<std::string> complaints_of(std::string_view from, std::string_view to) {
  std::string yaml = embedded_findings;
  const size_t at = yaml.find(from);
  if (at == yaml.npos) return {"the catalogue does not hold: " + std::string(from)};
  yaml.replace(at, from.size(), to);
  DiagnosticSink diagnostics;
  read_catalogue(yaml, diagnostics);
  std::vector<std::string> messages;
  for (const Diagnostic& one : diagnostics.take()) messages.push_back(one.message);
  return messages;
}

TEST(CatalogueReader, FindsNothingWrongWithTheEmbeddedTexts) {
  DiagnosticSink diagnostics;
  const auto kinds = read_catalogue(embedded_findings, diagnostics);
  EXPECT_EQ(render(diagnostics.take(), "findings.yaml", embedded_findings), "");
  ASSERT_EQ(kinds.size(), finding_count);
  for (size_t i = 0; i < kinds.size(); ++i) EXPECT_EQ(static_cast<size_t>(kinds[i].id), i);
}

TEST(CatalogueReader, UnknownFinding) {
  EXPECT_THAT(complaints_of("\nbad-checksum:", "\nbad-checksums:"),
              Contains("there is no finding 'bad-checksums'; did you mean 'bad-checksum'?"));
}

TEST(CatalogueReader, MissingFinding) {
  const std::string yaml = embedded_findings;
  EXPECT_THAT(complaints_of(yaml.substr(yaml.find("\nuneven:")), "\n"),
              Contains(HasSubstr("findings are here")));
}

TEST(CatalogueReader, OutOfOrder) {
  std::string yaml = embedded_findings;
  const size_t second = yaml.find("\nvip-arp-unanswered:");
  const size_t first = yaml.find("\nno-route-to-vip:");
  const std::string entry = yaml.substr(first, second - first);
  EXPECT_THAT(complaints_of(entry, ""), Contains("vip-arp-unanswered is out of order"));
}

TEST(CatalogueReader, MissingText) {
  EXPECT_THAT(complaints_of("  remedy:", "  not-seen:"),
              Contains("interface-down has no 'remedy'"));
  EXPECT_THAT(complaints_of("  evidence: >-\n", "  evidence: {}\n  not-seen: >-\n"),
              Contains("'evidence' needs a text"));
}

TEST(CatalogueReader, UnknownText) {
  EXPECT_THAT(complaints_of("  remedy:", "  cure:"), Contains("'cure' is not a text of a finding"));
}

TEST(CatalogueReader, CauseThatIsNoSentence) {
  EXPECT_THAT(complaints_of("usable route to the VIP.", "usable route to the VIP"),
              Contains("the cause of no-route-to-vip is not a whole sentence"));
}

TEST(CatalogueReader, SentenceThatIsTooLong) {
  std::string much;
  for (int i = 0; i < most_words_in_a_sentence; ++i) much += "so ";
  EXPECT_THAT(complaints_of("A node on the way", much + "a node on the way"),
              Contains(HasSubstr("30 is the most")));
}

}  // namespace
}  // namespace hopproof
