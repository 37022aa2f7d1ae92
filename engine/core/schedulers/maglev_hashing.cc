#include "engine/core/schedulers/maglev_hashing.hh"

#include "engine/core/schedulers/hashing.hh"

#include <algorithm>
#include <bit>
#include <bitset>
#include <numeric>

namespace hopproof::core {

namespace {

/// The table's index bits halved: no server fills more than about that many bits' worth in a row.
constexpr int turn_bits = 6;

/// By the weights before they were set to 0, so that a drained server keeps its places.
int common_divisor(const Servers& servers) {
  int divisor = 0;
  for (const auto& server : servers) divisor = std::gcd(divisor, std::max(server->last_weight, 0));
  return divisor;
}

int shift_of(const Servers& servers, int divisor) {
  int highest = 0;
  for (const auto& server : servers) highest = std::max(highest, server->last_weight);
  const auto width = std::bit_width(static_cast<unsigned>(highest / divisor));
  return std::max(static_cast<int>(width) - turn_bits, 0);
}

}  // namespace

/// How one server walks through the table.
struct MaglevHashing::Turn {
  Server* server;
  uint32_t place, skip;
  int length;  // how many places it takes before the next one's turn

  void go_on() { place = (place + skip) % places; }
};

Server* MaglevHashing::pick(const Servers&, const Request& request) {
  const uint16_t port = with_port_ ? request.source_port : uint16_t{0};
  const uint32_t number = folded(request.source, request.family) + port;
  const uint32_t place = offset_hash_(number) % places;
  Server* server = table_[place];
  if (server == nullptr || server->is_usable()) return server;
  return fallback_ ? walk_on(number, place) : nullptr;
}

Server* MaglevHashing::walk_on(uint32_t number, uint32_t place) const {
  for (uint32_t step = 0; step < places; ++step) {
    Server* server = table_[offset_hash_(number + (place + step) % places) % places];
    if (server->is_usable()) return server;
  }
  return nullptr;
}

void MaglevHashing::fill(const Servers& servers) {
  table_.fill(nullptr);
  const int divisor = common_divisor(servers);
  if (divisor == 0) return;
  const int shift = shift_of(servers, divisor);
  std::vector<Turn> turns;
  for (const auto& server : servers) {
    if (server->last_weight <= 0) continue;
    const uint32_t number =
        folded(server->address, server->endpoint.address.family()) + server->endpoint.port;
    turns.push_back({server.get(), offset_hash_(number) % places,
                     skip_hash_(number) % (places - 1) + 1,
                     std::max(server->last_weight / divisor >> shift, 1)});
  }
  std::bitset<places> taken;
  for (uint32_t filled = 0; filled < places;) {
    for (Turn& turn : turns) {
      for (int i = 0; i < turn.length && filled < places; ++i, ++filled) {
        while (taken[turn.place]) turn.go_on();
        taken[turn.place] = true;
        table_[turn.place] = turn.server;
      }
    }
  }
}

}  // namespace hopproof::core
