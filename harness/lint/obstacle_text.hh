#pragma once

#include "harness/model/obstacle.hh"

#include <string>

namespace hopproof::lint {

/// What stops a connection, as a clause: "director: net.ipv4.ip_forward is 0, so it does not
/// forward the answer".
std::string text_of(const model::Obstacle& obstacle);

/// The commands, and the node to give them at, that take it away.
std::string remedy_of(const model::Obstacle& obstacle);

/// The name of the warning: that of the finding which a run would show, where one is meant for it.
std::string name_of(const model::Obstacle& obstacle);

}  // namespace hopproof::lint
