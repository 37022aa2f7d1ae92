#pragma once

#include "harness/case/reader/parse_context.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof {

/// One line of configuration and where it was written.
struct Line {
  std::string name;  ///< its key, else "" until it is numbered
  std::string text;  ///< without blanks around it
  const YamlNode* scalar = nullptr;
  size_t offset = 0;  ///< of the written part of `text` in the scalar's text
  size_t prefix = 0;  ///< bytes at the front of `text` that were not written there
  /// How many bytes are written there, where `text` is what a print says in other words.
  std::optional<size_t> printed = {};

  /// Adds what is wrong with `text`.
  void report(ParseContext& context, LineError error) const;
};

/// Where the text of an entry is: itself, or its `command` where it is a map.
const YamlNode& command_of(const YamlNode& entry);

/// What a line of a block is: it ends with its '\n', or where a shell is through with a command.
enum class LineKind { configuration, shell };

/// The lines of one text, a list, a pasted block or a map that names them. Blank lines of a block
/// and those that begin with '#' are skipped. A quote, a here-document or a compound command holds
/// lines of a shell together.
std::vector<Line> read_lines(const YamlNode& node, ParseContext& context,
                             LineKind kind = LineKind::configuration);

/// Counts one more line of configuration; false, once reported, when the case has too many.
bool count_line(const Place& place, ParseContext& context);

/// Counts these lines of configuration; leaves out, and reports, those beyond what a case may have.
void limit_lines(std::vector<Line>& lines, ParseContext& context);

/// Gives lines without a name their number, from 1.
void number_lines(std::vector<Line>& lines);

/// The item that a line is. Reports the place of the whole line.
Item make_item(const Line& line, ParseContext& context);

}  // namespace hopproof
