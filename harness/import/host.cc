#include "harness/import/host.hh"

#include <algorithm>

namespace hopproof::imports {

const char* Remark::word(Kind kind) {
  switch (kind) {
    case Kind::assumed:
      return "assumed";
    case Kind::missing:
      return "missing";
    case Kind::differs:
      break;
  }
  return "differs";
}

bool Link::is_unplugged() const {
  static const std::set<std::string_view> kinds = {"dummy", "ipip", "sit", "gre", "ip6tnl", "tun"};
  return is_loopback() || kinds.contains(kind) || name == "kube-ipvs0" || name == "tunl0";
}

const Link* Host::owner_of(const IpAddress& address) const {
  for (const Link& link : links)
    for (const LinkAddress& own : link.addresses)
      if (own.cidr.address == address) return &link;
  return nullptr;
}

const Link* Host::find_link(std::string_view wanted) const {
  const auto found = std::ranges::find(links, wanted, &Link::name);
  return found == links.end() ? nullptr : &*found;
}

const Host* Hosts::owner_of(const IpAddress& address) const {
  for (const Host& host : all)
    if (host.owns(address)) return &host;
  return nullptr;
}

}  // namespace hopproof::imports
