#include "harness/case/case.hh"

#include "harness/base/protocol.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

template <class Range>
auto* find_by_name(Range& range, std::string_view name) {
  const auto found = std::ranges::find_if(range, [&](const auto& x) { return x.name == name; });
  return found == range.end() ? nullptr : &*found;
}

}  // namespace

uint8_t Serve::transport() const {
  if (protocol == Protocol::sctp) return protocol::sctp;
  return protocol == Protocol::udp ? protocol::udp : protocol::tcp;
}

std::string Serve::text() const {
  static constexpr const char* words[] = {"http", "tcp", "udp", "sctp"};
  const char* word = words[static_cast<size_t>(protocol)];
  if (naive) return fmt::format("{}:*:{}", word, port);
  return address ? fmt::format("{}:{}", word, Endpoint{*address, port}.text())
                 : fmt::format("{}:{}", word, port);
}

std::string Ready::text() const {
  switch (kind) {
    case Kind::port:
      return "port";
    case Kind::address:
      return "address " + address.value_or(IpAddress{}).text();
    case Kind::output:
      return "output " + output;
    case Kind::exit:
      return "exit";
    case Kind::duration:
      return fmt::format("{}ms", duration.count());
  }
  return "";
}

const Interface* Node::find_interface(std::string_view wanted) const {
  return find_by_name(interfaces, wanted);
}

const Interface* Node::interface_on(std::string_view network) const {
  const auto found =
      std::ranges::find_if(interfaces, [&](const Interface& i) { return i.network == network; });
  return found == interfaces.end() ? nullptr : &*found;
}

bool Node::owns(const IpAddress& address) const {
  for (const Interface& interface : interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (own.cidr.address == address) return true;
    }
  }
  return false;
}

const Node* Case::find_node(std::string_view wanted) const { return find_by_name(nodes, wanted); }

const Network* Case::find_network(std::string_view wanted) const {
  return find_by_name(networks, wanted);
}

const Node* Case::owner(const IpAddress& address) const {
  const auto found = std::ranges::find_if(nodes, [&](const Node& n) { return n.owns(address); });
  return found == nodes.end() ? nullptr : &*found;
}

std::vector<const Node*> Case::directors() const {
  std::vector<const Node*> found;
  for (const Node& node : nodes) {
    if (node.is_director) found.push_back(&node);
  }
  return found;
}

}  // namespace hopproof
