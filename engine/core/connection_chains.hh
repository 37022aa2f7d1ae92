#pragma once

#include "engine/core/connection.hh"
#include "engine/core/flow_key.hh"
#include "engine/core/large_memory.hh"
#include "engine/core/read_ahead.hh"

#include <cstdint>
#include <vector>

namespace hopproof::core {

/// How a request names a connection: client and virtual end.
struct RequestSide {
  static const PackedAddress& other(const Connection& c) { return c.virtual_address; }
  static uint16_t other_port(const Connection& c) { return c.virtual_port; }
  static ConnectionId& next(Connection& c) { return c.next_request; }
  static FlowKey key(const Connection& c) { return c.request_key(); }
};

/// How a reply names it: client and server.
struct ReplySide {
  static const PackedAddress& other(const Connection& c) { return c.destination; }
  static uint16_t other_port(const Connection& c) { return c.destination_port; }
  static ConnectionId& next(Connection& c) { return c.next_reply; }
  static FlowKey key(const Connection& c) { return c.reply_key(); }
};

/// A hash table whose chains run through the entries themselves. The newest entry of a chain is
/// first, as in the kernel: it wins where two have the same key.
template <typename Side>
class ConnectionChains {
 public:
  explicit ConnectionChains(Connection* pool) : pool_(pool), heads_(1024, no_connection) {}

  Connection* find(uint64_t hash, const FlowKey& key) const {
    for (ConnectionId id = heads_[slot(hash)]; id != no_connection;) {
      Connection& c = pool_[id];
      read_ahead(c.server);  // the line that the packet will write
      if (matches(c, key)) return &c;
      id = Side::next(c);
    }
    return nullptr;
  }

  void push(uint64_t hash, Connection& connection) {
    ConnectionId& head = heads_[slot(hash)];
    Side::next(connection) = head;
    head = static_cast<ConnectionId>(&connection - pool_);
  }

  void erase(uint64_t hash, const Connection& connection) {
    const auto id = static_cast<ConnectionId>(&connection - pool_);
    ConnectionId* link = &heads_[slot(hash)];
    while (*link != no_connection && *link != id) link = &Side::next(pool_[*link]);
    if (*link == id) *link = Side::next(pool_[id]);
  }

  /// First the bucket, then its first entry, then the next one: what find() will want to read is
  /// near by then. Each step reads what the one before has fetched.
  void fetch_bucket(uint64_t hash) const { read_ahead(heads_[slot(hash)]); }
  void fetch_entry(uint64_t hash) const { fetch(heads_[slot(hash)]); }
  void fetch_second_entry(uint64_t hash) const {
    const ConnectionId first = heads_[slot(hash)];
    if (first != no_connection) fetch(Side::next(pool_[first]));
  }

  /// Then one in eight finds reads a second entry, and waits for memory once more.
  bool is_crowded(uint32_t entries) const { return entries > heads_.size() / 4; }

  /// Doubles the table; each chain splits in two that keep its order.
  void grow(const FlowHash& hash) {
    const size_t half = heads_.size();
    heads_.resize(2 * half, no_connection);
    for (size_t i = 0; i < half; ++i) {
      ConnectionId id = heads_[i];
      ConnectionId* tails[2] = {&heads_[i], &heads_[i + half]};
      while (id != no_connection) {
        Connection& c = pool_[id];
        ConnectionId*& tail = tails[(hash(Side::key(c)) & half) != 0];
        *tail = id;
        tail = &Side::next(c);
        id = *tail;
      }
      *tails[0] = *tails[1] = no_connection;
    }
  }

 private:
  void fetch(ConnectionId id) const {
    if (id == no_connection) return;
    read_ahead(pool_[id].client.words[0]);
    read_ahead(pool_[id].server);
  }
  size_t slot(uint64_t hash) const { return hash & (heads_.size() - 1); }
  static bool matches(const Connection& c, const FlowKey& key) {
    return c.client == key.client && Side::other(c) == key.other &&
           c.client_port == key.client_port && Side::other_port(c) == key.other_port &&
           c.protocol == key.protocol && c.family == key.family;
  }

  Connection* pool_;
  std::vector<ConnectionId, LargeAllocator<ConnectionId>> heads_;
};

}  // namespace hopproof::core
