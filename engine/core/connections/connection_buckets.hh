#pragma once

#include "engine/core/connections/connection.hh"
#include "engine/core/connections/connection_bucket.hh"
#include "engine/core/connections/flow_key.hh"
#include "engine/core/connections/large_memory.hh"
#include "engine/core/connections/read_ahead.hh"

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace hopproof::core {

/// How many packets are read ahead at once.
inline constexpr size_t most_expected = 64;

/// How a request names a connection: client and virtual end.
struct RequestSide {
  static ConnectionId& next(Connection& c) { return c.next_request; }
  static FlowKey key(const Connection& c) { return c.request_key(); }
};

/// How a reply names it: client and server.
struct ReplySide {
  static ConnectionId& next(Connection& c) { return c.next_reply; }
  static FlowKey key(const Connection& c) { return c.reply_key(); }
};

/// A hash table of connections. The newest entry of a bucket is first, as in the kernel: it wins
/// where two have the same key. With a million of them a find reads two places in memory: the
/// bucket and the entry.
template <typename Side>
class ConnectionBuckets {
 public:
  explicit ConnectionBuckets(Connection* pool) : pool_(pool), buckets_(128) {}

  Connection* find(const FlowHash& hash, const FlowKey& key) {
    if (expected_at_ < expected_count_) {
      const ConnectionId id = expected_[expected_at_++];
      if (id != no_connection && matches(pool_[id], key)) return &pool_[id];
    }
    return search(hash(key), [&](const Connection& c) { return matches(c, key); });
  }

  /// The newest entry with the key of this one, which is another; nullptr: none.
  Connection* find_twin(uint64_t hash, const Connection& of) const {
    const FlowKey key = Side::key(of);
    return search(hash, [&](const Connection& c) { return &c != &of && matches(c, key); });
  }

  void push(uint64_t hash, const Connection& connection) {
    expected_count_ = 0;
    ConnectionBucket& bucket = buckets_[index(hash)];
    if (bucket.is_full()) {
      const ConnectionId oldest = bucket.ids.back();
      Side::next(pool_[oldest]) = bucket.overflow;
      bucket.overflow = oldest;
    }
    bucket.push(id_of(connection), ConnectionBucket::tag_of(hash));
  }

  void erase(uint64_t hash, const Connection& connection) {
    expected_count_ = 0;
    ConnectionBucket& bucket = buckets_[index(hash)];
    const ConnectionId id = id_of(connection);
    for (uint32_t slots = candidates(hash); slots != 0; slots &= slots - 1) {
      const auto slot = static_cast<size_t>(std::countr_zero(slots));
      if (bucket.ids[slot] != id) continue;
      bucket.erase(slot);
      return;
    }
    ConnectionId* link = &bucket.overflow;
    while (*link != no_connection && *link != id) link = &Side::next(pool_[*link]);
    if (*link == id) *link = Side::next(pool_[id]);
  }

  /// find() will next be asked for keys of these hashes, at most `most_expected`, in this order:
  /// reads the buckets, then the entries. A loop for each, and as short as it can be: a processor
  /// looks some 200 instructions ahead, and all reads in there wait for memory together. Until the
  /// table changes find() need not search; asked for other keys it does.
  void expect(std::span<const uint64_t> hashes) {
    for (const uint64_t hash : hashes) read_ahead(buckets_[index(hash)].overflow);
    expected_at_ = expected_count_ = 0;
    for (const uint64_t hash : hashes) expected_[expected_count_++] = first_candidate(hash);
    const auto expected = std::span(expected_).first(expected_count_);
    for (const ConnectionId id : expected)
      if (id != no_connection) read_ahead(pool_[id].family);
    for (const ConnectionId id : expected)
      if (id != no_connection && pool_[id].family == Family::v6)
        read_ahead(pool_[id].client_rest[0]);
  }

  /// At this point one bucket in twenty overflows.
  bool is_crowded(uint32_t entries) const { return entries > buckets_.size() * 8; }

  /// Doubles the table; each bucket splits in two that keep its order.
  void grow(const FlowHash& hash) {
    const size_t half = buckets_.size();
    buckets_.resize(2 * half);
    std::vector<ConnectionId> newest_first;
    for (size_t i = 0; i < half; ++i) {
      take_out(buckets_[i], newest_first);
      for (; !newest_first.empty(); newest_first.pop_back()) {
        const Connection& connection = pool_[newest_first.back()];
        push(hash(Side::key(connection)), connection);
      }
    }
  }

 private:
  size_t index(uint64_t hash) const { return hash & (buckets_.size() - 1); }
  uint32_t candidates(uint64_t hash) const {
    return buckets_[index(hash)].slots_with(ConnectionBucket::tag_of(hash));
  }
  ConnectionId id_of(const Connection& connection) const {
    return static_cast<ConnectionId>(&connection - pool_);
  }
  ConnectionId first_candidate(uint64_t hash) const {
    const uint32_t slots = candidates(hash);
    return slots == 0 ? no_connection
                      : buckets_[index(hash)].ids[static_cast<size_t>(std::countr_zero(slots))];
  }
  /// The newest entry of the bucket that is meant.
  template <typename IsMeant>
  Connection* search(uint64_t hash, IsMeant is_meant) const {
    const ConnectionBucket& bucket = buckets_[index(hash)];
    for (uint32_t slots = candidates(hash); slots != 0; slots &= slots - 1) {
      Connection& c = pool_[bucket.ids[static_cast<size_t>(std::countr_zero(slots))]];
      if (is_meant(c)) return &c;
    }
    for (ConnectionId id = bucket.overflow; id != no_connection; id = Side::next(pool_[id]))
      if (is_meant(pool_[id])) return &pool_[id];
    return nullptr;
  }
  static bool matches(const Connection& c, const FlowKey& key) {
    return c.family == key.family && Side::key(c) == key;
  }

  void take_out(ConnectionBucket& bucket, std::vector<ConnectionId>& newest_first) const {
    for (size_t slot = 0; slot < bucket.slots && bucket.tags[slot] != 0; ++slot)
      newest_first.push_back(bucket.ids[slot]);
    for (ConnectionId id = bucket.overflow; id != no_connection; id = Side::next(pool_[id]))
      newest_first.push_back(id);
    bucket = {};
  }

  Connection* pool_;
  std::vector<ConnectionBucket, LargeAllocator<ConnectionBucket>> buckets_;
  std::array<ConnectionId, most_expected>
      expected_;  // what a search would find, or another's entry
  size_t expected_at_ = 0, expected_count_ = 0;
};

}  // namespace hopproof::core
