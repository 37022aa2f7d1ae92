#include "harness/trace/trace.hh"

#include "harness/trace/journey.hh"
#include "harness/trace/sighting.hh"

#include <algorithm>

namespace hopproof::trace {

Trace build_trace(std::vector<TapInfo> taps, std::vector<Frame> frames) {
  std::ranges::stable_sort(frames, [](const Frame& a, const Frame& b) {
    return std::pair(a.time_ns, a.number) < std::pair(b.time_ns, b.number);
  });
  Trace trace{std::move(taps), std::move(frames), {}, {}};
  trace.crossings = pair_sightings(trace.taps, trace.frames);
  trace.journeys = link_journeys(trace.crossings, trace.frames);
  return trace;
}

}  // namespace hopproof::trace
