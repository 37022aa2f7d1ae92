#pragma once

#include "harness/base/address.hh"
#include "harness/case/text/diagnostic.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace hopproof {

/// What follows `ip route add`.
struct Route {
  enum class Type : uint8_t { unicast, blackhole, unreachable, prohibit, local };
  Type type = Type::unicast;
  Family family = Family::v4;
  Cidr destination;  ///< prefix 0 for "default"
  std::optional<IpAddress> via;
  std::string dev;                  ///< "" when none is named
  std::optional<IpAddress> source;  ///< src
  std::optional<uint32_t> metric;
  std::optional<uint32_t> mtu;
  uint32_t table = 254;
  bool onlink = false;
  std::optional<uint8_t> scope;
};

/// What follows `ip rule add`.
struct PolicyRule {
  Family family = Family::v4;
  std::optional<Cidr> from, to;
  std::string iif, oif;
  std::optional<uint32_t> mark, mark_mask;
  std::optional<uint32_t> priority;
  std::optional<uint32_t> table;              ///< lookup N
  bool inverted = false;                      ///< not
  Route::Type action = Route::Type::unicast;  ///< blackhole, unreachable, prohibit; else lookup
};

/// `family` is used for "default" without any address ("default dev lan").
std::variant<Route, LineError> parse_route(std::string_view line);
std::variant<PolicyRule, LineError> parse_policy_rule(std::string_view line);

}  // namespace hopproof
