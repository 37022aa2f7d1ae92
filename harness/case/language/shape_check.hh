#pragma once

#include "harness/case/language/shape.hh"
#include "harness/case/text/diagnostic_sink.hh"
#include "harness/case/yaml/yaml_node.hh"

namespace hopproof {

/// Compares a tree with what may stand there and reports every difference. What is wrong is
/// dropped from the tree and its surroundings are marked as flawed, so that readers meet only what
/// fits; an entry of a map of names keeps its name, for others may refer to it.
void check_shape(YamlNode& root, const Shape& shape, DiagnosticSink& diagnostics);

}  // namespace hopproof
