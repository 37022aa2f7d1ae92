#pragma once

#include "harness/case/prints/print.hh"
#include "harness/case/prints/print_kind.hh"
#include "harness/case/reader/lines_reader.hh"

#include <functional>
#include <vector>

namespace hopproof {

/// Is a line of this pasted block one of a print of that kind?
bool has_line_of(const YamlNode& section, PrintKind kind);

/// What a print says as lines of its section. What was not understood is an error, what was assumed
/// a warning, each at its line.
std::vector<Line> lines_of_print(const YamlNode& section, const Printed& printed,
                                 ParseContext& context);

/// The place of a line of a pasted block.
Place place_of(const PrintPlace& line, const YamlNode& section, ParseContext& context);

/// True, once reported, when a pasted block is what another section, or none, takes: something is
/// recognised in it, and no line of it is of the section's own grammar.
bool goes_elsewhere(const YamlNode& section, std::string_view key,
                    const std::function<bool(std::string_view)>& is_own, ParseContext& context);

}  // namespace hopproof
