#pragma once

#include "harness/import/host.hh"
#include "harness/import/source.hh"

#include <vector>

namespace hopproof::imports {

/// The hosts that the sources tell of. Two sources of one node are one host. Never throws for bad
/// text: what could not be read is a remark.
Hosts read_hosts(const std::vector<Source>& sources);

}  // namespace hopproof::imports
