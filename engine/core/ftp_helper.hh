#pragma once

#include "engine/core/connections/connection.hh"
#include "engine/core/ftp_text.hh"
#include "engine/core/wire/packet.hh"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hopproof::core {

struct NatState;

/// ip_vs_ftp: reads along on control connections to port 21, lets data connections through to the
/// control connection's server, and makes passive answers name the VIP.
class FtpHelper {
 public:
  /// As `modprobe ip_vs_ftp` does: connections that are made from now on are helped.
  void load() { loaded_ = true; }

  /// A new connection: one that is helped says so.
  void attach(Connection& connection) const;
  void forget(ConnectionId id) { sessions_.erase(id); }

  /// A request of a helped connection, before it is rewritten. False: drop it.
  bool help_request(NatState& nat, const Packet& packet, Connection& connection);

  struct Help {
    bool drop = false;
    std::optional<Packet> instead{};  ///< the packet with another text; holds until the next call
  };
  /// A reply of a helped connection.
  Help help_reply(NatState& nat, const Packet& packet, Connection& connection);

 private:
  /// By how much the answers' texts have grown, as the client counts bytes.
  struct Session {
    FtpPassive passive = FtpPassive::no;
    bool shifted = false;
    uint32_t shifted_at = 0;  // sequence number of the last answer that changed its length
    int32_t before = 0, after = 0;
  };

  void shift_acknowledgements(const Packet& packet, const Session& session) const;
  void expect_server(NatState& nat, Connection& control, const Endpoint& client);
  Connection* expect_client(NatState& nat, Connection& control, const Endpoint& server);
  Packet with_text(const Packet& packet, size_t begin, size_t end, std::string_view text);

  bool loaded_ = false;
  std::unordered_map<ConnectionId, Session> sessions_;
  std::vector<uint8_t> buffer_;
};

}  // namespace hopproof::core
