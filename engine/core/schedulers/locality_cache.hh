#pragma once

#include "engine/core/services/server.hh"
#include "engine/core/time.hh"
#include "engine/core/wire/packed_address.hh"

#include <map>
#include <utility>

namespace hopproof::core {

/// A server that a scheduler remembers beyond its life in the service: it waits in the trash until
/// it is forgotten here too.
class RememberedServer {
 public:
  explicit RememberedServer(Server& server) : server_(&server) { ++server_->remembered; }
  RememberedServer(RememberedServer&& other) noexcept
      : server_(std::exchange(other.server_, nullptr)) {}
  RememberedServer& operator=(RememberedServer&& other) noexcept {
    std::swap(server_, other.server_);
    return *this;
  }
  ~RememberedServer() {
    if (server_ != nullptr) --server_->remembered;
  }

  Server& get() const { return *server_; }
  bool is(const Server& server) const { return server_ == &server; }

 private:
  Server* server_;
};

/// What lblc and lblcr remember of each address that was asked for. A look every minute, as the
/// kernel's timer takes it, forgets what was not asked for: for a day, every half hour; for six
/// minutes, when there is too much.
template <typename Choice>
class LocalityCache {
 public:
  explicit LocalityCache(Time begin) : looked_(begin) {}

  /// What is remembered of an address, now used once more; nullptr: nothing.
  Choice* find(const PackedAddress& address, Time now, Time expiration) {
    catch_up(now, expiration);
    const auto found = entries_.find(address);
    if (found == entries_.end()) return nullptr;
    found->second.used = now;
    return &found->second.choice;
  }
  void put(const PackedAddress& address, Choice choice, Time now) {
    entries_.insert_or_assign(address, Entry{std::move(choice), now});
  }
  size_t size() const { return entries_.size(); }

  static constexpr size_t most = 16'384;

 private:
  struct Entry {
    Choice choice;
    Time used;
  };
  struct ByWords {
    bool operator()(const PackedAddress& a, const PackedAddress& b) const {
      return std::pair(a.words[0], a.words[1]) < std::pair(b.words[0], b.words[1]);
    }
  };
  static constexpr Time between_looks{60'000}, unused{6 * 60'000};
  static constexpr int looks_until_full = 30;

  void catch_up(Time now, Time expiration) {
    for (; looked_ + between_looks <= now && !entries_.empty(); looked_ += between_looks)
      look(looked_ + between_looks, expiration);
    if (entries_.empty() && now > looked_) skip_to(now);
  }
  /// Nothing to forget: the looks up to `now` only count.
  void skip_to(Time now) {
    const auto looks = (now - looked_) / between_looks;
    looks_ = static_cast<int>((looks_ + looks) % looks_until_full);
    looked_ += between_looks * looks;
  }
  void look(Time now, Time expiration) {
    if (looks_ + 1 == looks_until_full) {
      forget(now, expiration);
      looks_ = 0;
    } else if (entries_.size() > most) {
      forget(now, unused);
    } else {
      ++looks_;
    }
  }
  void forget(Time now, Time after) {
    std::erase_if(entries_, [&](const auto& entry) { return entry.second.used + after <= now; });
  }

  std::map<PackedAddress, Entry, ByWords> entries_;
  Time looked_;
  int looks_ = 0;
};

}  // namespace hopproof::core
