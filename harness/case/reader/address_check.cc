#include "harness/case/reader/case_checks.hh"

#include <map>
#include <set>

#include <fmt/format.h>

namespace hopproof {
namespace {

struct Owner {
  const Node* node = nullptr;
  const Interface* interface = nullptr;
  const InterfaceAddress* address = nullptr;
  bool may_share = false;
};

std::set<IpAddress> vips_of(const Case& whole) {
  std::set<IpAddress> vips;
  for (const Node& node : whole.nodes) {
    for (const IpvsItem& item : node.ipvs) {
      const auto& service = item.command.service;
      if (service && service->kind != ServiceKey::Kind::fwmark) vips.insert(service->vip.address);
    }
  }
  return vips;
}

bool may_share(const Interface& interface, const InterfaceAddress& address,
               const std::set<IpAddress>& vips) {
  const Cidr& cidr = address.cidr;
  return interface.name == "lo" || interface.name == "tunl0" || vips.contains(cidr.address) ||
         cidr.prefix == cidr.address.max_prefix();
}

void report(const Owner& first, const Owner& second, ParseContext& context) {
  if (first.node == second.node) {
    context.diagnostics.error(
        second.address->place,
        fmt::format("{} is on interface '{}' of this node already",
                    second.address->cidr.address.text(), first.interface->name));
  } else if (!first.may_share && !second.may_share) {
    context.diagnostics.error(second.address->place,
                              fmt::format("{} is the address of node '{}' already, on line {}",
                                          second.address->cidr.address.text(), first.node->name,
                                          first.address->place.line));
  }
}

}  // namespace

void check_addresses(ParseContext& context) {
  const std::set<IpAddress> vips = vips_of(context.parsed);
  std::multimap<IpAddress, Owner> owners;
  for (const Node& node : context.parsed.nodes) {
    for (const Interface& interface : node.interfaces) {
      for (const InterfaceAddress& address : interface.addresses) {
        const Owner owner{&node, &interface, &address, may_share(interface, address, vips)};
        const auto [begin, end] = owners.equal_range(address.cidr.address);
        for (auto other = begin; other != end && !context.diagnostics.full(); ++other) {
          report(other->second, owner, context);
        }
        owners.emplace(address.cidr.address, owner);
      }
    }
  }
}

}  // namespace hopproof
