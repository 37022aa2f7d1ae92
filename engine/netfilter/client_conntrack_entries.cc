#include "engine/netfilter/client_conntrack_entries.hh"

#include "engine/core/wire/rewrite.hh"

#include <chrono>

namespace hopproof::netfilter {

void ClientConntrackEntries::remember_first_destination(const core::Connection& connection,
                                                        const Endpoint& first) {
  if (first != connection.virtual_endpoint()) first_destinations_[&connection] = first;
}

void ClientConntrackEntries::restore_first_destination(std::span<uint8_t> reply,
                                                       const core::Connection* connection) const {
  if (first_destinations_.empty()) return;
  const auto found = first_destinations_.find(connection);
  if (found != first_destinations_.end()) core::put_source(reply, found->second);
}

void ClientConntrackEntries::track(const core::Connection& connection) {
  entries_.add(tuple_of(connection),
               std::chrono::ceil<std::chrono::seconds>(core::Time(connection.timeout)));
}

void ClientConntrackEntries::forget(const core::Connection& connection, bool was_tracked) {
  if (was_tracked) entries_.remove(tuple_of(connection));
  if (!first_destinations_.empty()) first_destinations_.erase(&connection);
}

ClientTuple ClientConntrackEntries::tuple_of(const core::Connection& connection) const {
  const Endpoint vip = connection.virtual_endpoint();
  const auto found = first_destinations_.find(&connection);
  return {connection.protocol, connection.client_endpoint(), vip,
          found == first_destinations_.end() ? vip : found->second};
}

}  // namespace hopproof::netfilter
