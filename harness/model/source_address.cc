#include "harness/model/source_address.hh"

#include "harness/model/source_rank.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::model {
namespace {

using Own = SourceAddresses::Entry;

Own entry_of(const std::string& interface, const Cidr& cidr, std::string item) {
  const bool narrow = cidr.address.is_v4() && cidr.address.is_loopback();
  return {interface, cidr, narrow ? host_scope : universe_scope, std::move(item), cidr.address};
}

bool same_network(const Cidr& one, const Cidr& other) {
  return one.prefix == other.prefix && one.contains(other.address);
}

}  // namespace

SourceAddresses::SourceAddresses(const Node& node) : interfaces_{"lo"} {
  for (const char* own : {"127.0.0.1/8", "::1/128"})
    all_.push_back(entry_of("lo", *Cidr::parse(own), ""));
  for (const Interface& interface : node.interfaces) {
    if (interface.name != "lo") interfaces_.push_back(interface.name);
    for (const InterfaceAddress& own : interface.addresses) {
      const auto path = fmt::format("{}.interfaces.{}.{}", node.name, interface.name, own.text);
      Own entry = entry_of(interface.name, own.cidr, path);
      const auto first = std::ranges::find_if(all_, [&](const Own& earlier) {
        return earlier.interface == entry.interface && same_network(earlier.cidr, entry.cidr);
      });
      if (first != all_.end() && first->cidr.address == entry.cidr.address) continue;
      if (first != all_.end() && entry.cidr.address.is_v4()) entry.primary = first->primary;
      all_.push_back(std::move(entry));
    }
  }
}

bool SourceAddresses::has(const IpAddress& address) const {
  return std::ranges::any_of(all_, [&](const Own& own) { return own.cidr.address == address; });
}

std::optional<IpAddress> SourceAddresses::choose(const std::string& interface,
                                                 const IpAddress& destination,
                                                 const std::optional<IpAddress>& gateway,
                                                 uint8_t scope) const {
  return destination.is_v4() ? choose_v4(interface, gateway, scope)
                             : choose_v6(interface, destination);
}

/// Narrower scopes stand first (__inet_insert_ifa).
std::vector<const Own*> SourceAddresses::primaries(const std::string& interface) const {
  std::vector<const Own*> found;
  for (const Own& entry : all_) {
    if (entry.interface == interface && entry.cidr.address.is_v4() && !entry.is_secondary())
      found.push_back(&entry);
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &Own::scope);
  return found;
}

std::optional<IpAddress> SourceAddresses::choose_v4(const std::string& interface,
                                                    const std::optional<IpAddress>& gateway,
                                                    uint8_t scope) const {
  const Own* first = nullptr;
  for (const Own* entry : primaries(interface)) {
    if (entry->scope > scope) continue;
    if (gateway && entry->cidr.contains(*gateway)) return entry->cidr.address;
    if (first == nullptr) first = entry;
  }
  for (const std::string& other : interfaces_) {
    if (first != nullptr) break;
    for (const Own* entry : primaries(other)) {
      if (first == nullptr && entry->scope <= scope) first = entry;
    }
  }
  return first == nullptr ? std::nullopt : std::optional(first->cidr.address);
}

/// Of equal ones the last that was added: ipv6_link_dev_addr puts it before the others.
std::optional<IpAddress> SourceAddresses::choose_v6(const std::string& interface,
                                                    const IpAddress& destination) const {
  const Own* best = nullptr;
  const auto rank = [&](const Own& entry) {
    return source_rank(entry.cidr, destination, entry.interface == interface);
  };
  for (const Own& entry : all_) {
    if (entry.cidr.address.is_v4()) continue;
    if (destination.is_link_local() && entry.interface != interface) continue;
    const bool same_place = best != nullptr && best->interface == entry.interface;
    if (best == nullptr || rank(entry) > rank(*best) || (same_place && rank(entry) == rank(*best)))
      best = &entry;
  }
  return best == nullptr ? std::nullopt : std::optional(best->cidr.address);
}

}  // namespace hopproof::model
