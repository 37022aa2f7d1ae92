#pragma once

#include "engine/core/nat.hh"
#include "engine/netfilter/netlink_socket.hh"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hopproof::netfilter {

/// The connections whose plain packets the kernel rewrites by itself (see add_carrying): those that
/// are busy, so that they do not wait for user space. Nothing is lost when one is taken off: its
/// packets come through the queue again.
class CarriedFlows {
 public:
  /// `owner` is the socket of the tables.
  explicit CarriedFlows(NetlinkSocket& owner) : owner_(owner) {}

  bool empty() const { return flows_.empty(); }
  /// False: the kernel cannot, or it carries as many as it may.
  bool add(core::Connection& connection);
  void remove(const core::Connection& connection);

  /// Takes all off; returns whose they were.
  std::vector<core::Connection*> take_all();

  using Tell = std::function<void(core::Connection&, const core::Passage& requests,
                                  const core::Passage& replies)>;
  /// Tells of each what went by since the last time; those without news are left out.
  void tell(const Tell& tell);

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

  NetlinkSocket& owner_;
  std::optional<bool> possible_;
  Flows flows_;
};

}  // namespace hopproof::netfilter
