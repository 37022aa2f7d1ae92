#pragma once

#include "harness/import/deployment.hh"
#include "harness/import/source.hh"

#include <string>
#include <vector>

namespace hopproof::imports {

/// A case made of what hosts print.
struct Imported {
  std::string text;  ///< the case file; "" when nothing was recognised
  std::vector<Remark> remarks;
  std::vector<std::string> summary;  ///< a line for each node: "lb1: director, 2 services, ..."
};

/// Rebuilds the deployment that the sources tell of. Never throws for bad text.
Imported import_case(const std::vector<Source>& sources, const ImportOptions& options);

}  // namespace hopproof::imports
