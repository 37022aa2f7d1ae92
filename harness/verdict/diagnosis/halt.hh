#pragma once

#include "harness/verdict/diagnosis/incident.hh"

#include <string>
#include <vector>

namespace hopproof::verdict {

/// A node that had a packet of the connection, from which nothing came on.
struct Halt {
  std::string node;
  IpAddress destination;                  ///< as the node's routing saw it
  bool back = false;                      ///< an answer
  const trace::Crossing* seen = nullptr;  ///< where the packet was last; null: its own packet
};

/// Along the way, the request first.
std::vector<Halt> halts(const Incident& incident);

/// A node that some packet of the request came over.
bool passed_request(const Incident& incident, const std::string& node);

/// The address that the node would have to ask for, as its kernel's route lookup says; nullopt:
/// there is no way, or nobody asked.
std::optional<IpAddress> next_hop_of(const Incident& incident, const Halt& halt);

}  // namespace hopproof::verdict
