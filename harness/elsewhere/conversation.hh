#pragma once

#include "harness/elsewhere/leg.hh"

#include <string_view>
#include <utility>
#include <vector>

namespace hopproof::elsewhere {

/// A connection through all nodes that saw it, found by what NAT leaves alone.
struct Conversation {
  std::vector<trace::Tuple> tuples;  ///< as it was rewritten, the client's own first
  std::vector<int> rewriters;  ///< from tuples[i] to tuples[i + 1]: the node, -1: none that was
                               ///< captured
  std::vector<int> legs;       ///< indices into Legs::legs
  std::vector<int> errors;     ///< indices into Legs::errors: those about any of its tuples
};

/// Each leg belongs to one conversation. Legs are joined when a packet of one is a packet of the
/// other: the same sequence and acknowledgement numbers, or TCP timestamps, length and flags; an
/// answer to the SYN of the other; the IP id or payload of a datagram. Never by time alone.
std::vector<Conversation> find_conversations(const Evidence& evidence, const Legs& legs);

/// Packets that were seen in both legs: the index in the first, and in the second.
struct SamePackets {
  std::vector<std::pair<int, int>> forward, backward;
};
SamePackets same_packets(const Evidence& evidence, const Leg& a, const Leg& b);

/// What the name of a node lets expect of it: "client", "lb2", "rs1". Only a hint.
enum class NodeHint : uint8_t { none, client, director, server };
NodeHint hint_of(std::string_view name);

}  // namespace hopproof::elsewhere
