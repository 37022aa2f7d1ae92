#include "engine/core/services/server_trash.hh"

#include <algorithm>
#include <utility>

namespace hopproof::core {

namespace {

constexpr Time keep{120'000};           // IP_VS_DEST_TRASH_PERIOD
constexpr Time between_sweeps{60'000};  // half of it

bool is_to_free(Server& server, Time now) {
  if (server.is_referred_to()) {
    server.idle = false;
  } else if (!server.idle) {
    server.idle = true;
    server.idle_since = now;
  }
  return server.idle && now - server.idle_since >= keep;
}

}  // namespace

void ServerTrash::put(std::unique_ptr<Server> server, Time now) {
  if (servers_.empty()) next_sweep_ = now + between_sweeps;
  server->idle = false;
  servers_.push_back(std::move(server));
}

std::unique_ptr<Server> ServerTrash::take(const ServiceKey& service, const Endpoint& endpoint) {
  const auto found = std::ranges::find_if(servers_, [&](const auto& server) {
    return server->service_key == service && server->endpoint == endpoint;
  });
  if (found == servers_.end()) return nullptr;
  std::unique_ptr<Server> server = std::move(*found);
  servers_.erase(found);
  return server;
}

void ServerTrash::sweep(Time now) {
  for (; !servers_.empty() && next_sweep_ <= now; next_sweep_ += between_sweeps)
    std::erase_if(servers_, [&](const auto& server) { return is_to_free(*server, next_sweep_); });
}

void ServerTrash::forget(const Service& service) {
  for (const auto& server : servers_)
    if (server->service == &service) server->service = nullptr;
}

}  // namespace hopproof::core
