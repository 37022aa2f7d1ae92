#include "harness/differential/pacer.hh"

#include <algorithm>
#include <iterator>

namespace hopproof::differential {
namespace {

using std::chrono::milliseconds;

/// When an entry may or may not be there, from now on.
struct Edge {
  milliseconds begin, end;
};

constexpr milliseconds one_second{1'000};
constexpr milliseconds steps_take{1'500};
constexpr milliseconds controlling_timeout{60'000};

bool is_template(const director::ConnectionRow& row) { return row.client.port == 0; }

/// The wheel's steps at 250 ticks a second: for 17 s to 131 s, and for up to 17 minutes.
constexpr milliseconds short_step{2'048}, long_step{16'384};

milliseconds lateness_of(const director::ConnectionRow& row) {
  return row.state == "ESTABLISHED" || row.state == "UDP" ? long_step : short_step;
}

/// What a template that has been kept for `time` is late by, from each minute a little.
milliseconds late_after(milliseconds time) { return short_step * (time / controlling_timeout); }

using Edges = std::vector<Edge>;

/// Up to `until`. A template that others follow goes on for a minute, again and again.
Edges edges_of(const director::ConnectionRow& row, milliseconds gone, milliseconds until) {
  const milliseconds late = lateness_of(row);
  Edge edge{row.expires * one_second - steps_take,
            (row.expires + 1) * one_second + late + steps_take};
  if (is_template(row)) edge.end += late_after(gone);
  Edges edges;
  do {
    edges.push_back(edge);
    edge.begin += controlling_timeout;
    edge.end += controlling_timeout + late;
  } while (is_template(row) && edge.begin < until);
  return edges;
}

/// The end of a wait that is at least so long.
milliseconds off_the_edges(milliseconds time, const Edges& edges) {
  const auto holds = [&](const Edge& edge) { return edge.begin < time && time < edge.end; };
  for (auto on = edges.begin(); (on = std::ranges::find_if(edges, holds)) != edges.end();)
    time = on->end;
  return time;
}

bool meet_before(milliseconds end, const Edges& templates, const Edges& others) {
  const auto meets_one = [&](const Edge& edge) {
    return std::ranges::any_of(others, [&](const Edge& other) {
      return std::max(edge.begin, other.begin) < std::min({edge.end, other.end, end});
    });
  };
  return std::ranges::any_of(templates, meets_one);
}

}  // namespace

std::optional<Scenario> Pacer::pace(const Scenario& scenario) {
  waits_.clear();
  gone_ = {};
  decided_ = true;
  play(scenario);
  if (!decided_) return std::nullopt;
  Scenario paced = scenario;
  auto next = waits_.begin();
  for (Step& step : paced)
    if (step.kind == Step::Kind::wait) step.milliseconds = static_cast<int>((next++)->count());
  return paced;
}

void Pacer::wait(milliseconds time) {
  constexpr milliseconds looked_at = std::chrono::minutes(30);
  Edges templates, others;
  for (const director::ConnectionRow& row : connections())
    std::ranges::copy(edges_of(row, gone_, looked_at),
                      std::back_inserter(is_template(row) ? templates : others));
  Edges all = templates;
  std::ranges::copy(others, std::back_inserter(all));
  waits_.push_back(off_the_edges(time, all));
  decided_ = decided_ && !meet_before(waits_.back(), templates, others);
  gone_ += waits_.back();
  CorePlayer::wait(waits_.back());
}

Lateness Pacer::lateness(const Scenario& scenario) {
  milliseconds gone{};
  for (const Step& step : scenario)
    if (step.kind == Step::Kind::wait) gone += milliseconds(step.milliseconds);
  return {std::chrono::ceil<std::chrono::seconds>(short_step + late_after(gone) + steps_take)};
}

}  // namespace hopproof::differential
