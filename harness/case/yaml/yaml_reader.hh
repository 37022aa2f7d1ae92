#pragma once

#include "harness/case/text/diagnostic_sink.hh"
#include "harness/case/text/source_text.hh"
#include "harness/case/yaml/yaml_node.hh"

#include <optional>

namespace hopproof {

/// Reads the subset of YAML that case files are written in: one document; no anchors, aliases,
/// tags, merges, directives or duplicate keys. Each is reported; nullopt when the text is no
/// YAML.
std::optional<YamlNode> read_yaml(const SourceText& source, DiagnosticSink& diagnostics);

}  // namespace hopproof
