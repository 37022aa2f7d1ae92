#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::run {

/// One part of a run that several hosts share: "2/8" is the second of eight.
struct Shard {
  int number = 1, of = 1;

  /// 1/1 to 4096/4096.
  static std::optional<Shard> parse(std::string_view text);
  bool is_all() const { return of == 1; }
};

/// Which of these cases the shard runs; the shards of one set share them out, each case to one.
/// Without times a case's part follows from its id alone (FNV-1a), whatever other cases there are.
/// With `seconds` of an earlier run the longest are dealt out first, each to the part that has
/// least so far; a case without a time counts as the mean of the others. Parts agree when all are
/// given the same cases and times.
std::vector<bool> in_shard(const std::vector<std::string>& ids,
                           const std::map<std::string, double>& seconds, const Shard& shard);

}  // namespace hopproof::run
