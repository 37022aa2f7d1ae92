#include "harness/import/deployment.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

/// The address `back` before the last one of the subnet.
IpAddress from_the_end(const Cidr& subnet, uint8_t back) {
  std::array<uint8_t, 16> bytes{};
  const auto network = subnet.address.masked(subnet.prefix);
  std::ranges::copy(network.bytes(), bytes.begin());
  for (int bit = subnet.prefix; bit < network.max_prefix(); ++bit)
    bytes[size_t(bit / 8)] |= uint8_t(0x80 >> (bit % 8));
  const size_t last = size_t(network.max_prefix() / 8 - 1);
  bytes[last] = uint8_t(bytes[last] - back);
  const std::span all(bytes);
  return network.is_v4() ? IpAddress::v4(all.first<4>()) : IpAddress::v6(all.first<16>());
}

}  // namespace

bool Segment::has(const IpAddress& address) const {
  return std::ranges::any_of(subnets, [&](const Cidr& one) { return one.contains(address); });
}

const Port* Member::owner_of(const IpAddress& address) const {
  for (const Port& port : ports)
    for (const LinkAddress& own : port.addresses)
      if (own.cidr.address == address) return &port;
  return nullptr;
}

const Port* Member::port_on(std::string_view segment) const {
  const auto found = std::ranges::find(ports, segment, &Port::segment);
  return found == ports.end() ? nullptr : &*found;
}

Segment* Deployment::find_segment(std::string_view name) {
  const auto found = std::ranges::find(segments, name, &Segment::name);
  return found == segments.end() ? nullptr : &*found;
}

Segment* Deployment::segment_of(const IpAddress& address) {
  const auto found = std::ranges::find_if(segments, [&](auto& one) { return one.has(address); });
  return found == segments.end() ? nullptr : &*found;
}

const Member* Deployment::owner_of(const IpAddress& address) const {
  for (const Member& member : members)
    if (member.owner_of(address) != nullptr) return &member;
  return nullptr;
}

std::string Deployment::free_name(const std::string& wanted) const {
  const auto is_taken = [&](const std::string& name) {
    return std::ranges::find(members, name, &Member::name) != members.end() ||
           std::ranges::find(segments, name, &Segment::name) != segments.end();
  };
  std::string name = wanted;
  for (int number = 2; is_taken(name); ++number) name = fmt::format("{}-{}", wanted, number);
  return name;
}

std::optional<IpAddress> Deployment::free_address(const Cidr& subnet) const {
  const auto is_used = [&](const IpAddress& address) {
    if (owner_of(address) != nullptr) return true;
    for (const Member& member : members)
      for (const VirtualService& service : member.services) {
        if (!service.is_marked() && service.key.vip.address == address) return true;
        for (const RealServer& server : service.servers)
          if (server.address.address == address) return true;
      }
    return false;
  };
  for (uint8_t back = 5; back < 200; ++back) {
    const IpAddress address = from_the_end(subnet, back);
    if (subnet.contains(address) && address != subnet.address.masked(subnet.prefix) &&
        !is_used(address))
      return address;
    if (!subnet.contains(address)) break;
  }
  return std::nullopt;
}

}  // namespace hopproof::imports
