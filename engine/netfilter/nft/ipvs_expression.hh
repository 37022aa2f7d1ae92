#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <optional>
#include <vector>

namespace hopproof {

/// What an `-m ipvs` expression asks about a connection.
struct ConnectionFacts {
  uint8_t protocol = 0;  ///< IPPROTO_TCP, ...
  Endpoint virtual_service;
  std::optional<uint16_t> control_port;  ///< virtual port of the connection that controls it
  bool tracked = false;                  ///< a conntrack entry goes with its packets
};

/// One value of an expression, perhaps after a "!".
template <typename T>
struct IpvsTerm {
  T value{};
  bool negated = false;
  bool agrees(bool equal) const { return equal != negated; }
  auto operator<=>(const IpvsTerm&) const = default;
};

/// The terms of one `-m ipvs` match beyond `--ipvs`, which go together by "and". Matches requests
/// only: the kernel's xt_ipvs looks the connection up by the addresses of a request after DNAT.
struct IpvsExpression {
  enum class Method : uint8_t { gate, ipip, masq };
  enum class Direction : uint8_t { original, reply };
  std::optional<IpvsTerm<Cidr>> vaddr;
  std::optional<IpvsTerm<uint16_t>> vport;
  std::optional<IpvsTerm<uint8_t>> vproto;
  std::optional<IpvsTerm<Method>> vmethod;
  std::optional<Direction> vdir;
  std::optional<IpvsTerm<uint16_t>> vportctl;

  bool matches_request(const ConnectionFacts& facts) const;
  auto operator<=>(const IpvsExpression&) const = default;
};

/// The bit of the mark that each distinct expression of the user's rules got.
class ExpressionBits {
 public:
  /// The expression's bit; nullopt when all bits are taken by others.
  std::optional<uint32_t> bit(const IpvsExpression& expression);
  /// The expression that has this bit; null: none has.
  const IpvsExpression* with_bit(uint32_t bit) const;
  /// The bits of all expressions that match a request of this connection.
  uint32_t of_request(const ConnectionFacts& facts) const;
  bool empty() const { return expressions_.empty(); }

 private:
  std::vector<IpvsExpression> expressions_;
};

}  // namespace hopproof
