#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/roles.hh"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::verdict {

/// The ports that the words of one connection are bound to.
using Words = std::map<std::string, uint16_t>;

/// Says what the names written in a claim mean in one connection.
class Names {
 public:
  Names(const Case& deployment, const Roles& roles) : deployment_(deployment), roles_(roles) {}

  /// True when `word` of a hop (a node, a role, any) means this node; "" is a node that is unknown.
  bool is_node(std::string_view word, std::string_view node) const;

  /// Every address that the pattern may mean; none for `any`, and for what means nothing here.
  std::vector<IpAddress> addresses(const AddressPattern& pattern) const;

  /// The claim with its names replaced by what they mean, where that is one thing:
  /// "rs1 > director", "1.65.15.143:80", "SYN 1.65.15.140:cport > 100.222.111.1:8000".
  HopPattern resolved(HopPattern hop) const;
  AddressPattern resolved(AddressPattern address, const Words& words) const;
  PacketPattern resolved(PacketPattern packet, const Words& words) const;

 private:
  std::vector<std::string> nodes(std::string_view word) const;
  std::vector<IpAddress> named(std::string_view name) const;

  const Case& deployment_;
  const Roles& roles_;
};

/// "RIP could mean 10.2.0.5 or 10.2.0.6"; "CIP means nothing here".
std::string doubt_text(const AddressPattern& pattern, const std::vector<IpAddress>& addresses);

}  // namespace hopproof::verdict
