#include "engine/core/scheduler.hh"

#include "engine/core/failover.hh"
#include "engine/core/hashing.hh"
#include "engine/core/least_loaded.hh"
#include "engine/core/round_robin.hh"
#include "engine/core/weighted_round_robin.hh"

#include <algorithm>
#include <array>

namespace hopproof::core {

namespace {

using Flags = std::span<const std::string>;
using Make = std::unique_ptr<Scheduler> (*)(Flags);

template <typename Kind>
std::unique_ptr<Scheduler> make(Flags) {
  return std::make_unique<Kind>();
}

bool has(Flags flags, std::string_view name, std::string_view number) {
  return std::ranges::any_of(flags, [&](const auto& f) { return f == name || f == number; });
}

std::unique_ptr<Scheduler> make_source_hashing(Flags flags) {
  return std::make_unique<SourceHashing>(has(flags, "sh-port", "flag-2"),
                                         has(flags, "sh-fallback", "flag-1"));
}

struct Known {
  std::string_view name;
  Make make;  // nullptr: the kernel's only
};

constexpr std::array<Known, 14> schedulers{{
    {"rr", make<RoundRobin>},
    {"wrr", make<WeightedRoundRobin>},
    {"lc", make<LeastConnection>},
    {"wlc", make<WeightedLeastConnection>},
    {"sed", make<ShortestExpectedDelay>},
    {"nq", make<NeverQueue>},
    {"fo", make<WeightedFailover>},
    {"ovf", make<WeightedOverflow>},
    {"sh", make_source_hashing},
    {"dh", make<DestinationHashing>},
    {"mh", nullptr},
    {"lblc", nullptr},
    {"lblcr", nullptr},
    {"twos", nullptr},
}};

const Known* find(std::string_view name) {
  const auto* row = std::ranges::find(schedulers, name, &Known::name);
  return row == schedulers.end() ? nullptr : row;
}

}  // namespace

SchedulerKnown is_known_scheduler(std::string_view name) {
  const Known* row = find(name);
  if (row == nullptr) return SchedulerKnown::no;
  return row->make == nullptr ? SchedulerKnown::unsupported : SchedulerKnown::yes;
}

std::unique_ptr<Scheduler> make_scheduler(std::string_view name, Flags flags) {
  const Known* row = find(name);
  return row != nullptr && row->make != nullptr ? row->make(flags) : nullptr;
}

}  // namespace hopproof::core
