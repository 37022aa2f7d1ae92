#pragma once

#include "engine/core/connections/connection.hh"
#include "engine/core/connections/connection_buckets.hh"
#include "engine/core/connections/flow_key.hh"
#include "engine/core/connections/timer_wheel.hh"

#include <cstdint>
#include <memory>
#include <span>

namespace hopproof::core {

/// All connections of one director, found by the keys of requests and of replies, and by time.
/// Memory for `capacity` entries is reserved at once and touched only as it is used; the hash
/// tables double with the number of entries, nothing else allocates.
class ConnectionTable {
 public:
  ConnectionTable(uint64_t seed, uint32_t capacity);
  ConnectionTable(const ConnectionTable&) = delete;
  ConnectionTable& operator=(const ConnectionTable&) = delete;

  /// The newest entry with that client and that virtual end; nullptr: none.
  Connection* find_request(const FlowKey& key) { return requests_.find(hash_, key); }
  /// The template under that key; its client port is 0.
  Connection* find_template(const FlowKey& key) { return templates_.find(hash_, key); }
  /// The newest entry with that client and that server's end.
  Connection* find_reply(const FlowKey& key) { return replies_.find(hash_, key); }

  /// The newest other entry with that client and that server's end.
  Connection* find_twin(const Connection& connection) const {
    return replies_.find_twin(hash_(connection.reply_key()), connection);
  }

  uint64_t hash(const FlowKey& key) const { return hash_(key); }
  /// find_request() or find_reply() will next be asked for keys of these hashes, at most
  /// `most_expected`.
  void expect_requests(std::span<const uint64_t> hashes) { requests_.expect(hashes); }
  void expect_replies(std::span<const uint64_t> hashes) { replies_.expect(hashes); }

  /// A zeroed entry that is in no table yet; nullptr: the table is full.
  Connection* allocate();
  /// Makes the entry findable, a template apart from the others, and starts its timer.
  void insert(Connection& connection);
  /// Undoes insert() and frees the entry, on the wheel or off it.
  void remove(Connection& connection, bool on_wheel);
  /// The client's port has become known: the entry is found under it from now on.
  void name_client_port(Connection& connection, uint16_t port);
  /// Hides a template whose server is gone under a port that no packet asks for; its timer runs on.
  void hide(Connection& connection);

  ConnectionId id(const Connection& connection) const {
    return static_cast<ConnectionId>(&connection - pool());
  }
  Connection& at(ConnectionId id) { return pool()[id]; }
  uint32_t size() const { return size_; }
  TimerWheel& wheel() { return *wheel_; }
  const TimerWheel& wheel() const { return *wheel_; }

  /// Calls visit(connection) for each entry; `visit` may remove that one.
  template <typename Visit>
  void for_each(Visit visit) {
    for (ConnectionId i = 0; i < touched_; ++i)
      if (pool()[i].server != nullptr) visit(pool()[i]);
  }

 private:
  struct Release {
    size_t bytes;
    void operator()(Connection* pool) const;
  };
  Connection* pool() const { return pool_.get(); }
  void grow();

  FlowHash hash_;
  uint32_t capacity_;
  uint32_t size_ = 0;
  uint32_t touched_ = 0;  // entries from here on have never been used
  ConnectionId free_ = no_connection;
  std::unique_ptr<Connection, Release> pool_;
  ConnectionBuckets<RequestSide> requests_;
  ConnectionBuckets<RequestSide> templates_;
  ConnectionBuckets<ReplySide> replies_;
  std::unique_ptr<TimerWheel> wheel_;
};

}  // namespace hopproof::core
