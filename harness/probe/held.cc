#include "harness/probe/held.hh"

#include "harness/base/error.hh"

#include <fmt/format.h>

namespace hopproof {

Client& HeldConnections::at(const std::string& name) const {
  const auto found = held_.find(name);
  if (found == held_.end()) throw HostError(fmt::format("no connection is held as '{}'", name));
  return *found->second;
}

}  // namespace hopproof
