#include "harness/case/reader/case_checks.hh"

#include <map>

#include <fmt/format.h>

namespace hopproof {

/// Two nodes may have one address, which is what a case may be about; one node may not.
void check_addresses(ParseContext& context) {
  for (const Node& node : context.parsed.nodes) {
    std::map<IpAddress, const Interface*> owners;
    for (const Interface& interface : node.interfaces) {
      for (const InterfaceAddress& address : interface.addresses) {
        const auto [first, is_new] = owners.emplace(address.cidr.address, &interface);
        if (is_new || context.diagnostics.full()) continue;
        context.diagnostics.error(address.place,
                                  fmt::format("{} is on interface '{}' of this node already",
                                              address.cidr.address.text(), first->second->name));
      }
    }
  }
}

}  // namespace hopproof
