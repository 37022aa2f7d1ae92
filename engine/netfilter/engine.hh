#pragma once

#include "engine/core/nat.hh"
#include "engine/netfilter/client_conntrack_entries.hh"
#include "engine/netfilter/control_commands.hh"
#include "engine/netfilter/control_server.hh"
#include "engine/netfilter/expiry_timer.hh"
#include "engine/netfilter/nft/nft_table.hh"
#include "engine/netfilter/offload/flow_offload.hh"
#include "engine/netfilter/packet_queue.hh"
#include "engine/netfilter/raw_sender.hh"
#include "engine/netfilter/route_table.hh"
#include "engine/netfilter/translation/conntrack_need.hh"
#include "harness/base/event_loop.hh"

#include <chrono>
#include <list>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hopproof::netfilter {

/// The pure core attached to the netfilter of one network namespace: packets come from the queue,
/// and go on by raw socket or by verdict.
class Engine : private core::Surroundings {
 public:
  /// Everything is in place when it returns. `control` is a connected socket; when its other end
  /// closes, run() ends.
  explicit Engine(Fd control);
  void run();

 private:
  core::Route route_to(const IpAddress& address) const override;
  void connection_ended(const core::Connection& connection) override;

  size_t on_packets();
  size_t repeat(std::span<const QueuedPacket> packets);
  bool changes_wait() const;
  void prepare(std::span<const QueuedPacket> packets);
  void judge(QueuedPacket& packet, core::Time moment);
  bool tells_connections_apart() const;
  void carry_out(QueuedPacket& packet, const core::Verdict& verdict);
  void send_request(QueuedPacket& packet, const core::Verdict& verdict);
  void accept_reply(QueuedPacket& packet, const core::Verdict& verdict);
  std::span<const uint8_t> kept(std::span<const uint8_t> payload, const core::Verdict& verdict);
  bool reroutes(const QueuedPacket& packet) const;
  bool meets_front_again(const QueuedPacket& packet) const;
  void remember_first_destination(const QueuedPacket& packet, const core::Connection& connection);
  void track_front(core::Connection& connection);
  void flush();
  void follow_changes();
  void follow_tracking();
  Answer answer(std::string_view request);
  bool answer_player(std::string_view request);
  core::Time now() const { return ExpiryTimer::now() + ahead_; }
  void note_twin(const core::Connection& connection);
  uint32_t request_mark(const QueuedPacket& packet, const core::Connection* connection) const;
  bool tracks(Family family) const;

  mutable RouteTable routes_;
  ConntrackNeed need_;
  ClientConntrackEntries client_entries_;
  std::unordered_set<const core::Connection*> second_flows_;  ///< whose twin came first
  core::Nat nat_;
  ExpressionBits bits_;
  ControlCommands administration_;
  NftTable table_;
  FlowOffload offload_{nat_, table_.owner()};
  PacketQueue queue_;
  RawSender sender_;
  std::list<std::vector<uint8_t>> answers_;  // packets of our own until they are sent
  EventLoop loop_;
  ExpiryTimer timer_;
  ControlServer control_;
  core::Time ahead_{};          // how far the engine's clock was moved on
  bool rules_are_new_ = false;  // packets may wait that an older table has queued
  bool stopped_ = false;
};

}  // namespace hopproof::netfilter
