#include "reports/merge.hh"

#include "reports/case_id.hh"

#include <map>
#include <tuple>

namespace hopproof::reports {

MergedRun merge(std::vector<verdict::RunResult> runs) {
  using Key = std::tuple<std::string, std::string, std::string>;
  MergedRun merged;
  std::map<Key, size_t> places;
  for (verdict::RunResult& run : runs) {
    merged.run.version = run.version;
    for (verdict::CaseResult& result : run.cases) {
      const Key key{case_id(result), result.director, result.kernel};
      const auto [place, is_new] = places.emplace(key, merged.run.cases.size());
      if (is_new) {
        merged.run.cases.push_back(std::move(result));
      } else {
        merged.run.cases[place->second] = std::move(result);
        ++merged.replaced;
      }
    }
  }
  return merged;
}

}  // namespace hopproof::reports
