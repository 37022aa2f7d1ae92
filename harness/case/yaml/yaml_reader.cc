#include "harness/case/yaml/yaml_reader.hh"

#include "harness/case/yaml/scalar_place.hh"
#include "harness/case/yaml/yaml_builder.hh"

#include <sstream>
#include <string>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace hopproof {
namespace {

struct Hint {
  std::string_view yaml_says;
  std::string_view message;
};

constexpr std::string_view no_alias =
    "'*' starts a YAML alias, and a case file has none; 'any' means anything";

/// What people do when yaml-cpp says these things.
const Hint hints[] = {
    {YAML::ErrorMsg::MAP_VALUE,
     "this ':' is not allowed here; a text that contains ': ' needs quotes around it"},
    {YAML::ErrorMsg::UNKNOWN_ANCHOR, no_alias},
    {YAML::ErrorMsg::ALIAS_NOT_FOUND, no_alias},
    {YAML::ErrorMsg::CHAR_IN_ALIAS, no_alias},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "a YAML text cannot begin like this; put quotes around it"},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab in the indentation; YAML allows only spaces"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "the file ends within a quoted text"},
    {YAML::ErrorMsg::END_OF_MAP, "this line belongs to no block above it; check its indentation"},
    {YAML::ErrorMsg::END_OF_SEQ, "this line belongs to no list above it; check its indentation"},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "this '{' is never closed"},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "this '[' is never closed"},
    {YAML::ErrorMsg::FLOW_END, "this bracket matches no open bracket"},
    {YAML::ErrorMsg::BLOCK_ENTRY, "a list item cannot begin here"},
};

std::string explain(const std::string& yaml_says) {
  for (const Hint& hint : hints) {
    if (yaml_says == hint.yaml_says) return std::string(hint.message);
  }
  return fmt::format("this is not YAML: {}", yaml_says);
}

/// The place of a tab in the indentation of a line; nullopt when there is none.
std::optional<Place> find_tab(const SourceText& source, int line) {
  const size_t first = source.line(line).find_first_not_of(' ');
  if (first == std::string_view::npos || source.line(line)[first] != '\t') return std::nullopt;
  return Place{line, int(first) + 1, 1};
}

/// yaml-cpp marks an open bracket or quote where the file begins or ends, and an alias behind its
/// star; we know where they are.
Place place_of(const YAML::ParserException& error, const YamlBuilder& builder,
               const SourceText& source) {
  const bool open_flow =
      error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW || error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  if (open_flow && builder.innermost()) return builder.innermost()->place;
  size_t position = error.mark.pos < 0 ? 0 : size_t(error.mark.pos);
  if (explain(error.msg) == no_alias && source.text().substr(0, position).ends_with('*'))
    --position;
  return source.place(position, 1);
}

/// Quotes left open swallow the rest of the file; what it then lacks is not worth saying.
void report_syntax(const YAML::ParserException& error, const YamlBuilder& builder,
                   const SourceText& source, DiagnosticSink& diagnostics) {
  if (error.msg == YAML::ErrorMsg::EOF_IN_SCALAR) {
    if (const auto opening = builder.find_open_quote()) {
      diagnostics.error(source.place(*opening, 1), "this quote is never closed");
      return;
    }
  }
  const Place place = place_of(error, builder, source);
  const auto tab = find_tab(source, place.line);
  diagnostics.error(tab.value_or(place),
                    explain(tab ? YAML::ErrorMsg::TAB_IN_INDENTATION : error.msg));
}

}  // namespace

std::optional<YamlNode> read_yaml(const SourceText& source, DiagnosticSink& diagnostics) {
  if (source.text().starts_with('%')) {
    diagnostics.error(source.place(0, source.line(1).size()),
                      "YAML directives are not allowed in a case file");
    return std::nullopt;
  }
  std::istringstream stream{std::string(source.text())};
  YamlBuilder builder(source, diagnostics);
  try {
    YAML::Parser parser(stream);
    while (!builder.stopped() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::ParserException& error) {
    if (!builder.stopped()) report_syntax(error, builder, source, diagnostics);
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    diagnostics.error(source.place(0, 0), explain(error.msg));
    return std::nullopt;
  }
  if (builder.stopped()) return std::nullopt;
  return builder.take();
}

}  // namespace hopproof
