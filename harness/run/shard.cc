#include "harness/run/shard.hh"

#include "harness/base/address.hh"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace hopproof::run {
namespace {

constexpr uint64_t most_shards = 4096;

/// FNV-1a with 64 bits: the same on every host and in every version.
uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : text) hash = (hash ^ uint8_t(byte)) * 0x100000001b3;
  return hash;
}

/// Of the cases in this order, the part of each.
std::vector<int> dealt_out(const std::vector<std::string>& ids, const std::vector<double>& costs,
                           int parts) {
  std::vector<size_t> order(ids.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, [&](size_t a, size_t b) {
    return costs[a] != costs[b] ? costs[a] > costs[b] : ids[a] < ids[b];
  });
  std::vector<double> loads(size_t(parts), 0.0);
  std::vector<int> part(ids.size(), 0);
  for (const size_t i : order) {
    const auto least = std::ranges::min_element(loads);
    *least += costs[i];
    part[i] = int(least - loads.begin());
  }
  return part;
}

std::vector<double> costs_of(const std::vector<std::string>& ids,
                             const std::map<std::string, double>& seconds) {
  double sum = 0;
  for (const auto& [id, time] : seconds) sum += time;
  const double mean = sum / double(seconds.size());
  std::vector<double> costs;
  for (const std::string& id : ids) {
    const auto known = seconds.find(id);
    costs.push_back(known == seconds.end() ? mean : known->second);
  }
  return costs;
}

}  // namespace

std::optional<Shard> Shard::parse(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto number = parse_number(text.substr(0, slash), most_shards);
  const auto of = parse_number(text.substr(slash + 1), most_shards);
  if (!number || !of || *number < 1 || *number > *of) return std::nullopt;
  return Shard{int(*number), int(*of)};
}

std::vector<bool> in_shard(const std::vector<std::string>& ids,
                           const std::map<std::string, double>& seconds, const Shard& shard) {
  std::vector<int> part;
  if (seconds.empty())
    for (const std::string& id : ids) part.push_back(int(hash_of(id) % uint64_t(shard.of)));
  else
    part = dealt_out(ids, costs_of(ids, seconds), shard.of);
  std::vector<bool> mine;
  for (const int one : part) mine.push_back(one == shard.number - 1);
  return mine;
}

}  // namespace hopproof::run
