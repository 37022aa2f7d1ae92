#include "engine/core/schedulers/locality.hh"

#include "engine/core/schedulers/least_loaded.hh"

#include <algorithm>

namespace hopproof::core {

namespace {

/// More active connections than weight, while another server has less than half of its own.
bool is_crowded(const Server& server, const Servers& all) {
  if (int64_t{server.active} <= server.weight()) return false;
  return std::ranges::any_of(
      all, [](const auto& other) { return int64_t{other->active} * 2 < other->weight(); });
}

bool is_more_loaded(const Server& one, const Server& other) {
  return overhead(one) * static_cast<uint64_t>(other.weight()) >
         overhead(other) * static_cast<uint64_t>(one.weight());
}

}  // namespace

Server* LocalityBased::pick(const Servers& servers, const Request& request) {
  const auto* known = cache_.find(request.destination, request.now, request.lblc_expiration);
  if (known != nullptr) {
    Server& server = known->get();
    // The kernel does not ask whether it is overloaded.
    if (server.available && server.weight() > 0 && !is_crowded(server, servers)) return &server;
  }
  Server* server = least_loaded_by_weight(servers);
  if (server == nullptr) return nullptr;
  if (known == nullptr || !known->is(*server))
    cache_.put(request.destination, RememberedServer(*server), request.now);
  return server;
}

Server* LocalityBasedReplicated::pick(const Servers& servers, const Request& request) {
  ServerSet* known = cache_.find(request.destination, request.now, request.lblcr_expiration);
  if (known != nullptr) {
    Server* server = known->least_loaded();
    if (known->members.size() > 1 && request.now > known->changed + request.lblcr_expiration)
      known->drop_most_loaded(request.now);
    if (server != nullptr && !is_crowded(*server, servers)) return server;
  }
  Server* server = least_loaded_by_weight(servers);
  if (server == nullptr) return nullptr;
  if (known != nullptr) {
    known->add(*server, request.now);
  } else {
    ServerSet set;
    set.add(*server, request.now);
    cache_.put(request.destination, std::move(set), request.now);
  }
  return server;
}

void LocalityBasedReplicated::ServerSet::add(Server& server, Time now) {
  if (std::ranges::any_of(members, [&](const auto& member) { return member.is(server); })) return;
  members.emplace_back(server);
  changed = now;
}

Server* LocalityBasedReplicated::ServerSet::least_loaded() const {
  Server* least = nullptr;
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    Server& server = member->get();
    if (!server.is_usable() || !server.available) continue;
    if (least == nullptr || is_more_loaded(*least, server)) least = &server;
  }
  return least;
}

/// Deleted and overloaded members count, drained ones do not.
void LocalityBasedReplicated::ServerSet::drop_most_loaded(Time now) {
  const Server* most = nullptr;
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    const Server& server = member->get();
    if (server.weight() <= 0) continue;
    if (most == nullptr || is_more_loaded(server, *most)) most = &server;
  }
  if (most == nullptr) return;
  std::erase_if(members, [&](const auto& member) { return member.is(*most); });
  changed = now;
}

}  // namespace hopproof::core
