#pragma once

#include "harness/elsewhere/evidence.hh"

#include <vector>

namespace hopproof::elsewhere {

/// The packets of one connection at one node with one tuple: a connection that a director rewrites
/// has two there.
struct Leg {
  int node = 0;
  trace::Tuple tuple;                  ///< in the direction of whoever opened it
  std::vector<int> forward, backward;  ///< indices into Evidence::packets, by the node's clock
};

/// An ICMP error, and whose packet it quotes.
struct SeenError {
  int packet = 0;
  trace::Tuple quoted;  ///< port 0 where the quote does not show it
};

struct Legs {
  std::vector<Leg> legs;
  std::vector<SeenError> errors;
};

/// A port that is used again (another initial sequence number) begins a leg of its own.
Legs find_legs(const Evidence& evidence);

bool is_opening(const trace::Packet& packet);  ///< a SYN without ACK
bool is_syn_ack(const trace::Packet& packet);
bool is_rst(const trace::Packet& packet);

}  // namespace hopproof::elsewhere
