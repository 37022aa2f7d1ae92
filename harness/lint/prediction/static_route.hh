#pragma once

#include "harness/case/case.hh"

#include <optional>
#include <string>

namespace hopproof {

/// The way out of a node as its case configures it, without asking a kernel.
struct StaticHop {
  std::string interface;
  std::optional<IpAddress> gateway;
};

/// Rules, then the main table: the longest prefix, then the smallest metric. nullopt: no route.
std::optional<StaticHop> static_route(const Node& node, const IpAddress& destination,
                                      const IpAddress& source);

/// Where packets of `from` to `destination` come, hop by hop, as configured.
struct StaticWay {
  enum class End { arrives, passes_director, no_route, lost };
  End end = End::lost;
  std::string node;  ///< where it ends: the receiver, the director, or the node that is stuck
};

/// Follows them until they arrive, or come to `director`; routers must forward.
StaticWay static_way(const Case& deployment, const Node& from, const IpAddress& destination,
                     const IpAddress& source, const std::string& director);

/// The value that the case gives a sysctl of a node, else the kernel's default "0".
std::string static_sysctl(const Node& node, std::string_view name);

}  // namespace hopproof
