#pragma once

#include "harness/case/case.hh"
#include "harness/case/text/diagnostic_sink.hh"
#include "harness/case/text/source_text.hh"
#include "harness/case/yaml/scalar_place.hh"
#include "harness/case/yaml/yaml_node.hh"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hopproof {

/// The place of `part`, a part of `text`, which stands at `whole`; `whole` itself where quotes or
/// folded lines moved its bytes.
Place part_of(const Place& whole, std::string_view text, std::string_view part);

/// What the readers of a case share while it is parsed: the case so far, and where errors go.
struct ParseContext {
  ParseContext(const SourceText& source, DiagnosticSink& sink)
      : diagnostics(sink), places(source) {}

  DiagnosticSink& diagnostics;
  PlaceFinder places;
  Case parsed;
  /// "NODE.SECTION" where something was reported: what is not there may have been dropped.
  std::set<std::string, std::less<>> flawed_sections;
  /// Of the networks: as they say themselves, and as interfaces that are written by hand show.
  std::map<std::string, std::vector<Cidr>, std::less<>> subnets;
  std::vector<std::string> held;                  ///< the names of held connections so far
  std::set<std::string, std::less<>> item_paths;  ///< of everything under nodes
  bool steps_flawed = false;
  size_t lines = 0;  ///< of configuration so far

  void error(const YamlNode& at, std::string message) {
    diagnostics.error(at.place, std::move(message));
  }
  bool is_flawed(const Node& node, std::string_view section) const {
    return flawed_sections.contains(node.name + "." + std::string(section));
  }

  /// The place of some bytes of a scalar's text.
  Place place_in(const YamlNode& scalar, size_t offset, size_t length);
  /// The place of the first `word` of a scalar's text at or behind `from`; of all when it is not
  /// there.
  Place place_of_word(const YamlNode& scalar, std::string_view word, size_t from = 0);
  /// Adds what is wrong with a text that begins `offset` bytes into a scalar's.
  void add(const YamlNode& scalar, size_t offset, const LineError& error);
};

}  // namespace hopproof
