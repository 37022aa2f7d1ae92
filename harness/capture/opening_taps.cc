#include "harness/capture/opening_taps.hh"

namespace hopproof::capture {

OpeningTaps::OpeningTaps(const std::vector<netns::TapPoint>& points) {
  opening_.reserve(points.size());
  for (size_t i = 0; i < points.size(); ++i) {
    opening_.push_back(std::async(std::launch::async, [point = points[i], i] {
      return std::make_unique<Tap>(point, int(i));
    }));
  }
}

std::vector<std::unique_ptr<Tap>> OpeningTaps::take() {
  for (const auto& each : opening_) each.wait();
  std::vector<std::unique_ptr<Tap>> taps;
  for (auto& each : opening_) taps.push_back(each.get());
  return taps;
}

}  // namespace hopproof::capture
