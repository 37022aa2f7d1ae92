#pragma once

#include "harness/case/findings/finding_kind.hh"
#include "harness/case/text/diagnostic_sink.hh"

#include <string_view>
#include <vector>

namespace hopproof {

/// Words that a sentence of the catalogue may have; a semicolon ends one too.
inline constexpr int most_words_in_a_sentence = 30;

/// Reads the text of findings.yaml: a map with an entry for every FindingId, in their order, each a
/// map of texts. Complains of every entry that is unknown, missing or out of order, of every text
/// that is unknown, missing or not a text, of a cause that is not a whole sentence, and of
/// sentences that are too long.
std::vector<FindingKind> read_catalogue(std::string_view yaml, DiagnosticSink& diagnostics);

}  // namespace hopproof
