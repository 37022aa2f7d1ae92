#pragma once

#include "harness/model/routes.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof::model {

/// The usual TTL: what has not arrived by then goes round in circles.
inline constexpr size_t most_hops = 64;

/// Where a packet comes over the nodes of a case, as they are configured: routes and sysctls, no
/// firewalls, no translations.
struct Way {
  enum class End {
    arrives,    ///< at a node that has the destination
    reaches,    ///< the node that was looked for
    stopped,    ///< `last` says by what at the last node
    unclaimed,  ///< nobody on the link of the last node answers for the next hop
    circles,
  };
  End end = End::circles;
  std::vector<const Node*> nodes;  ///< from the sender to where it ends
  std::string input;               ///< where it came in at the last of them; "": it is the sender
  RouteDecision last;              ///< what the last of them does with it

  const Node& stands_at() const { return *nodes.back(); }
  bool passes(const Node& node) const;
};

/// The way of a packet that `from` sends. `source` nullopt: what the node chooses. It ends early at
/// `until`.
Way way_of(const Case& deployment, const Node& from, const IpAddress& destination,
           std::optional<IpAddress> source = std::nullopt, const Node* until = nullptr);

/// True when what `from` sends from `source` to `destination` comes by `through`.
bool goes_through(const Case& deployment, const Node& from, const IpAddress& destination,
                  const std::optional<IpAddress>& source, const Node& through);

}  // namespace hopproof::model
