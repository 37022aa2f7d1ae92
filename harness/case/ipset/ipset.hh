#pragma once

#include "harness/case/text/diagnostic.hh"
#include "harness/case/text/words.hh"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// A line of `ipset`: what makes or fills a set. Entries and their options are left to ipset.
struct IpsetLine {
  enum class Verb { create, add, other };
  Verb verb = Verb::other;
  std::string set;           ///< its name
  std::string member;        ///< of a list:set: the set that is added
  std::vector<Token> words;  ///< the whole line, without a leading word "ipset"
};

/// Reads a line as it is typed, or as `ipset save` prints it. A leading word "ipset" is accepted.
std::variant<IpsetLine, LineError> parse_ipset(std::string_view line);

}  // namespace hopproof
