#pragma once

#include "netns/namespace.hh"

#include <string>
#include <vector>

namespace hopproof::netns {

/// Switches checksum, segmentation and aggregation offloads off, so that what is captured is what
/// a wire would carry: complete checksums, no frame above the MTU.
void switch_offloads_off(const Namespace& space, const std::vector<std::string>& devices);

}  // namespace hopproof::netns
