#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::differential {

/// A packet of one connection.
struct Move {
  enum class Kind : uint8_t { request, reply, error };
  Kind kind = Kind::request;  ///< error: the client's, about a reply
  uint8_t flags = 0;          ///< TCP flags, or the type of an SCTP chunk
};

/// A change of state that a connection can go through.
struct StateChange {
  std::string name;        ///< "TCP SYN_RECV > ESTABLISHED"
  std::vector<Move> way;   ///< from the connection's first packet to the one before
  std::vector<Move> ends;  ///< each of these makes the change
  /// The connection is opened by an ICMP error: it takes net.ipv4.vs.schedule_icmp.
  bool is_opened_by_error() const { return way.front().kind == Move::Kind::error; }
};

/// Every change that the kernel's tables (ip_vs_proto_tcp.c, ip_vs_proto_sctp.c) have and that
/// packets can bring about, each by one of the shortest ways. `protocol`: "tcp" or "sctp";
/// `secure`: the tables of net.ipv4.vs.secure_tcp.
const std::vector<StateChange>& state_changes(std::string_view protocol, bool secure);

/// The names of all of them, each once.
std::set<std::string> names_of_state_changes();

}  // namespace hopproof::differential
