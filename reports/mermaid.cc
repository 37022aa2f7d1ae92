#include "reports/mermaid.hh"

#include "harness/base/sinks.hh"
#include "reports/endpoint_text.hh"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hopproof::reports {
namespace {

class Lanes {
 public:
  std::string of(const std::string& node) {
    auto found = std::ranges::find(names_, node);
    if (found == names_.end()) found = names_.insert(names_.end(), node);
    return fmt::format("n{}", found - names_.begin());
  }
  std::string text() const {
    std::string text;
    for (size_t i = 0; i < names_.size(); ++i)
      text += fmt::format("  participant n{} as {}\n", i,
                          names_[i].empty() ? "nobody" : as_mermaid(names_[i]));
    return text;
  }

 private:
  std::vector<std::string> names_;
};

std::string arrow(const verdict::CrossingResult& c, Lanes& lanes) {
  const std::string from = lanes.of(c.from), to = lanes.of(c.to);
  std::string text =
      fmt::format("  {}{}{}: {}\n", from, c.lost ? "-x" : "->>", to, as_mermaid(crossing_label(c)));
  if (c.offending)
    text += fmt::format("  Note over {},{}: this is where it went wrong\n", from, to);
  return text;
}

}  // namespace

std::string mermaid_ladder(const verdict::StepResult& step, size_t most) {
  Lanes lanes;
  std::string arrows;
  size_t drawn = 0, left_out = size_t(step.crossings_left_out);
  for (const verdict::CrossingResult& c : step.crossings) {
    if (c.repeated || c.kind.starts_with("ARP")) continue;
    if (drawn == most && !c.offending)
      ++left_out;
    else
      arrows += arrow(c, lanes), ++drawn;
  }
  if (arrows.empty()) return "";
  if (left_out > 0)
    arrows += fmt::format("  Note over n0: {} more packets are in the capture\n", left_out);
  return "sequenceDiagram\n" + lanes.text() + arrows;
}

}  // namespace hopproof::reports
