#include "harness/differential/shrink.hh"

#include <algorithm>

namespace hopproof::differential {
namespace {

/// A wait before `-Z` makes the counters settle: it goes only together with it.
bool is_settling(const Scenario& scenario, size_t index) {
  return index + 1 < scenario.size() && scenario[index].kind == Step::Kind::wait &&
         scenario[index + 1].line == "-Z";
}

Scenario without(const Scenario& scenario, size_t first, size_t count) {
  Scenario rest = scenario;
  const auto begin = rest.begin() + static_cast<long>(first);
  rest.erase(begin, begin + static_cast<long>(count));
  return rest;
}

/// True: at least one piece of that size could be left out.
bool leave_out(Scenario& scenario, size_t size, const std::function<bool(const Scenario&)>& fails) {
  bool smaller = false;
  for (size_t end = scenario.size(); end > 0;) {
    const size_t first = end > size ? end - size : 0;
    const size_t last = is_settling(scenario, end - 1) ? end + 1 : end;
    Scenario candidate = without(scenario, first, last - first);
    end = first;
    if (!fails(candidate)) continue;
    scenario = std::move(candidate);
    smaller = true;
  }
  return smaller;
}

}  // namespace

Scenario shrink(Scenario scenario, const std::function<bool(const Scenario&)>& fails) {
  for (size_t size = std::max<size_t>(scenario.size() / 2, 1);;
       size = std::max<size_t>(size / 2, 1)) {
    const bool smaller = leave_out(scenario, size, fails);
    if (size == 1 && !smaller) return scenario;
  }
}

}  // namespace hopproof::differential
