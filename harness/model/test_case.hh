#pragma once

#include "harness/case/load.hh"

#include <stdexcept>
#include <string>

namespace hopproof::model {

/// For tests: a case from its text without head and steps; throws when it has an error.
inline Case case_of(const std::string& body) {
  LoadedCase loaded = parse_case("case: 1\nname: for a test\n" + body, "test.yaml");
  if (!loaded.parsed)
    throw std::invalid_argument(render(loaded.diagnostics, "test.yaml", loaded.source));
  return *std::move(loaded.parsed);
}

/// The node "n" with interfaces on the networks a and b, from its sections in braces.
inline Node node_of(const std::string& sections) {
  return case_of("networks: {a: {}, b: {}}\nnodes:\n  n:\n" + sections +
                 "\nsteps:\n  - probe: {from: n, ping: 10.0.0.1}\n")
      .nodes.at(0);
}

inline IpAddress ip(const char* text) { return IpAddress::parse(text).value(); }

}  // namespace hopproof::model
