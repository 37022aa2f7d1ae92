#pragma once

#include "engine/core/nat.hh"
#include "netns/netlink/socket.hh"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hopproof::netfilter {

/// The connections whose plain packets the kernel rewrites by itself (see add_offload_rules): those
/// that are busy, so that they do not wait for user space. Nothing is lost when one is removed:
/// its packets come through the queue again.
class OffloadedFlows {
 public:
  /// `owner` is the socket of the tables.
  explicit OffloadedFlows(netlink::Socket& owner) : owner_(owner) {}

  bool empty() const { return flows_.empty(); }
  /// False: the kernel cannot do it, or most_offloaded flows are offloaded already.
  bool add(core::Connection& connection);
  void remove(const core::Connection& connection);

  /// Removes all; returns their connections.
  std::vector<core::Connection*> take_all();

  using Visit = std::function<void(core::Connection&, const core::Passage& requests,
                                   const core::Passage& replies)>;
  /// Visits the connections that had traffic since the last call, with its packets and bytes.
  void visit_new_traffic(const Visit& visit);

 private:
  using Key = std::array<uint8_t, 16>;
  struct Counted {
    core::Connection* connection;
    core::Passage requests, replies;  // in all
  };
  struct KeyHash {
    size_t operator()(const Key& key) const noexcept;
  };
  using Flows = std::unordered_map<Key, Counted, KeyHash>;  // by the requests' key

  static Key request_key(const core::Connection& connection);
  static Key reply_key(const core::Connection& connection);
  bool is_possible();
  std::unordered_map<Key, core::Passage, KeyHash> counters(const char* map);

  netlink::Socket& owner_;
  std::optional<bool> possible_;
  Flows flows_;
};

}  // namespace hopproof::netfilter
