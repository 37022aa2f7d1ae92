#include "engine/core/schedulers/hashing.hh"

#include "harness/base/big_endian.hh"

namespace hopproof::core {

uint32_t folded(const PackedAddress& address, Family family) {
  uint32_t number = 0;
  const auto bytes = address.bytes(family);
  for (size_t i = 0; i < bytes.size(); i += 4) number ^= load32(&bytes[i]);
  return number;
}

uint8_t bucket_of(const PackedAddress& address, Family family, uint16_t port) {
  constexpr uint32_t golden_ratio = 0x61C88647;
  return static_cast<uint8_t>((folded(address, family) + port) * golden_ratio >> 24);
}

Server* SourceHashing::pick(const Servers&, const Request& request) {
  const uint16_t port = with_port_ ? request.source_port : uint16_t{0};
  Server* server = buckets_[bucket_of(request.source, request.family, port)];
  if (server == nullptr || server->is_usable()) return server;
  return fallback_ ? walk_on(request, port) : nullptr;
}

Server* SourceHashing::walk_on(const Request& request, uint16_t port) const {
  const uint8_t own = bucket_of(request.source, request.family, port);
  for (unsigned offset = 0; offset < buckets_.size(); ++offset) {
    Server* server = buckets_[(2u * own + offset) % buckets_.size()];
    if (server->is_usable()) return server;
  }
  return nullptr;
}

void SourceHashing::fill(const Servers& servers) {
  buckets_.fill(nullptr);
  if (servers.empty()) return;
  size_t index = 0;
  int given = 0;
  for (Server*& bucket : buckets_) {
    bucket = servers[index].get();
    if (++given < bucket->weight()) continue;
    index = (index + 1) % servers.size();
    given = 0;
  }
}

Server* DestinationHashing::pick(const Servers&, const Request& request) {
  Server* server = buckets_[bucket_of(request.destination, request.family, 0)];
  return server != nullptr && server->is_usable() ? server : nullptr;
}

void DestinationHashing::fill(const Servers& servers) {
  buckets_.fill(nullptr);
  if (servers.empty()) return;
  size_t index = 0;
  for (Server*& bucket : buckets_) bucket = servers[index++ % servers.size()].get();
}

}  // namespace hopproof::core
