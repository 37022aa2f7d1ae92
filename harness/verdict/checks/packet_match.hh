#pragma once

#include "harness/verdict/names.hh"

#include <string>

namespace hopproof::verdict {

/// How a packet stands to a pattern.
struct PacketMatch {
  enum class Fit {
    fits,
    differs,
    unclear,  ///< it fits if a name means one of the addresses that it may mean
  };
  Fit fit = Fit::fits;
  std::string why;  ///< "its source is 10.0.0.9, not DIP 10.0.0.1"; "RIP could mean .. or .."
  Words words;      ///< those given and those bound at this sighting

  bool fits() const { return fit == Fit::fits; }
};

/// Compares kind, addresses, ports, what is carried, ttl and size. A word that is not in `words` is
/// bound to the port that is there; `any` binds nothing.
PacketMatch match_packet(const PacketPattern& pattern, const trace::Packet& packet,
                         const Names& names, Words words);

}  // namespace hopproof::verdict
