#pragma once

#include "netns/namespace.hh"

#include <string>
#include <vector>

namespace hopproof::netns {

/// Waits until these interfaces pass frames: up, with carrier and queue, and forwarding where they
/// are ports of a bridge. `where` is for the error after five seconds: the node.
void wait_for_carrier(const Namespace& space, const std::vector<int>& indices,
                      const std::string& where);

}  // namespace hopproof::netns
