#pragma once

#include "harness/elsewhere/conversation.hh"

#include <set>
#include <string>
#include <vector>

namespace hopproof::elsewhere {

/// How a connection ended, as far as the captures show it.
enum class Ending : uint8_t {
  answered,
  timeout,      ///< asked, and nobody answered the client
  refused,      ///< a reset instead of an answer
  unreachable,  ///< an ICMP error instead of an answer
  unknown,      ///< its request was not captured
};
std::string_view word(Ending ending);

/// Sightings: indices into Evidence::packets.
using Sightings = std::vector<int>;

/// One connection by its places: what was seen at the client, on both sides of the director, and at
/// the server. A node is -1 where none of the captures is its own.
struct View {
  View(const Evidence& all, const Legs& legs, const Conversation& one)
      : evidence(all), found(legs), conversation(one) {}

  const Evidence& evidence;
  const Legs& found;
  const Conversation& conversation;
  int client = -1, director = -1, server = -1;

  trace::Tuple front;  ///< as the client asked
  trace::Tuple back;   ///< as the server got it: equal where no rewriting was seen

  Sightings request_at_client, request_at_director, request_behind_director, request_at_server;
  Sightings reply_at_server, reply_at_director, reply_behind_director, reply_at_client;
  Sightings stray_at_client;    ///< answers that come untranslated
  Sightings stray_from_client;  ///< what the client's side sends at the server's tuple: resets
  Sightings errors;             ///< ICMP about it
  Ending ending = Ending::unknown;

  bool is_tcp() const { return front.protocol == 6; }
  bool is_rewritten() const { return front != back; }
  /// The source was rewritten too (masquerade): the answer comes back by itself.
  bool is_masqueraded() const { return front.source.address != back.source.address; }
  const trace::Packet& packet(int index) const {
    return trace::innermost(evidence.packets[size_t(index)].packet);
  }
  const SeenPacket& seen(int index) const { return evidence.packets[size_t(index)]; }
  /// The node, or the address of whoever is not captured.
  std::string name(int node, const IpAddress& address) const;
  std::string client_name() const { return name(client, front.source.address); }
  std::string director_name() const;
  std::string server_name() const { return name(server, back.destination.address); }
  std::string service() const { return evidence.text(front.destination); }
};

/// Roles come from the packets (who rewrites is the director), and from names where those are
/// silent.
View view_of(const Evidence& evidence, const Legs& found, const Conversation& conversation);

/// The first of the packets for which `is` holds, or -1.
int first_of(const View& view, const Sightings& some, bool (*is)(const trace::Packet&));

}  // namespace hopproof::elsewhere
