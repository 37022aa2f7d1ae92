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
  return is_loopback() || kinds.contains(kind) || name == "kube-ipvs0" ||
         name.starts_with("dummy") || name == "tunl0";
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

Host& Hosts::named(const std::string& name, const Where& where) {
  const auto known = std::ranges::find(all, name, &Host::name);
  if (known != all.end()) return *known;
  Host host;
  host.name = name;
  host.where = where;
  return all.emplace_back(std::move(host));
}

}  // namespace hopproof::imports
