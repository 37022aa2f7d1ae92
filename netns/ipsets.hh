#pragma once

#include "harness/case/case.hh"
#include "netns/namespace.hh"

#include <vector>

namespace hopproof::netns {

/// Makes and fills the sets of one node, through the real ipset. Throws HostError with its message
/// and the item it is about; MissingCapability when the program or the kernel's part is not there.
void apply_ipsets(const Namespace& space, const std::vector<IpsetItem>& items);

}  // namespace hopproof::netns
