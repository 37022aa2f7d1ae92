#pragma once

#include "harness/case/complaints.hh"
#include "harness/case/source_text.hh"
#include "harness/case/yaml_node.hh"

#include <optional>

namespace hopproof {

/// Reads the subset of YAML that case files are written in: one document; no anchors, aliases,
/// tags, merges, directives or duplicate keys. Each is a complaint; nullopt when the text is no
/// YAML.
std::optional<YamlNode> read_yaml(const SourceText& source, Complaints& complaints);

}  // namespace hopproof
