#include "engine/core/schedulers/scheduler.hh"

#include "engine/core/failover.hh"
#include "engine/core/schedulers/hashing.hh"
#include "engine/core/schedulers/least_loaded.hh"
#include "engine/core/schedulers/locality.hh"
#include "engine/core/schedulers/maglev_hashing.hh"
#include "engine/core/schedulers/round_robin.hh"
#include "engine/core/schedulers/two_choices.hh"
#include "engine/core/schedulers/weighted_round_robin.hh"

#include <algorithm>
#include <array>

namespace hopproof::core {

namespace {

using Make = std::unique_ptr<Scheduler> (*)(const SchedulerSetup&);

template <typename Kind>
std::unique_ptr<Scheduler> make(const SchedulerSetup&) {
  return std::make_unique<Kind>();
}

bool has(const SchedulerSetup& setup, std::string_view name, std::string_view number) {
  return std::ranges::any_of(setup.flags, [&](const auto& f) { return f == name || f == number; });
}

/// flag-1 and flag-2 are what sh-fallback and sh-port, mh-fallback and mh-port stand for.
std::unique_ptr<Scheduler> make_source_hashing(const SchedulerSetup& setup) {
  return std::make_unique<SourceHashing>(has(setup, "sh-port", "flag-2"),
                                         has(setup, "sh-fallback", "flag-1"));
}

std::unique_ptr<Scheduler> make_maglev_hashing(const SchedulerSetup& setup) {
  return std::make_unique<MaglevHashing>(has(setup, "mh-port", "flag-2"),
                                         has(setup, "mh-fallback", "flag-1"));
}

template <typename Kind>
std::unique_ptr<Scheduler> make_by_locality(const SchedulerSetup& setup) {
  return std::make_unique<Kind>(setup.now);
}

std::unique_ptr<Scheduler> make_two_choices(const SchedulerSetup& setup) {
  return std::make_unique<TwoChoices>(setup.seed);
}

/// `none`: the service is there, and nothing is scheduled.
struct NoScheduler : Scheduler {
  Server* pick(const Servers&, const Request&) override { return nullptr; }
};

struct Known {
  std::string_view name;
  Make make;
};

constexpr std::array<Known, 15> schedulers{{
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
    {"mh", make_maglev_hashing},
    {"lblc", make_by_locality<LocalityBased>},
    {"lblcr", make_by_locality<LocalityBasedReplicated>},
    {"twos", make_two_choices},
    {"none", make<NoScheduler>},
}};

const Known* find(std::string_view name) {
  const auto* row = std::ranges::find(schedulers, name, &Known::name);
  return row == schedulers.end() ? nullptr : row;
}

}  // namespace

bool is_known_scheduler(std::string_view name) { return find(name) != nullptr; }

std::unique_ptr<Scheduler> make_scheduler(std::string_view name, const SchedulerSetup& setup) {
  const Known* row = find(name);
  return row != nullptr ? row->make(setup) : nullptr;
}

}  // namespace hopproof::core
