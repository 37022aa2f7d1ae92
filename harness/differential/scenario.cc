#include "harness/differential/scenario.hh"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

std::pair<std::string_view, std::string_view> split_first(std::string_view text) {
  const size_t blank = std::min(text.find(' '), text.size());
  return {text.substr(0, blank), text.substr(std::min(blank + 1, text.size()))};
}

}  // namespace

std::string Step::text() const {
  switch (kind) {
    case Kind::ipvsadm:
      return "ipvsadm " + line;
    case Kind::sysctl:
      return "sysctl " + line;
    case Kind::wait:
      return fmt::format("wait {}", milliseconds);
    case Kind::packet:
      break;
  }
  return packet.text();
}

std::optional<Step> Step::parse(std::string_view text) {
  const auto [word, rest] = split_first(text);
  Step step;
  step.line = rest;
  if (word == "ipvsadm" || word == "sysctl") {
    step.kind = word == "ipvsadm" ? Kind::ipvsadm : Kind::sysctl;
    return step;
  }
  if (word == "wait") {
    constexpr uint64_t longest = 7 * 86'400'000;
    const auto milliseconds = parse_number(rest, longest);
    if (!milliseconds) return std::nullopt;
    step.milliseconds = static_cast<int>(*milliseconds);
    return step;
  }
  const auto packet = Stimulus::parse(text);
  if (!packet) return std::nullopt;
  step.kind = Kind::packet;
  step.packet = *packet;
  return step;
}

std::string to_text(const Scenario& scenario) {
  std::string text;
  for (const Step& step : scenario) text += step.text() + "\n";
  return text;
}

std::optional<Scenario> parse_scenario(std::string_view text) {
  Scenario scenario;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) {
      auto step = Step::parse(text.substr(0, end));
      if (!step) return std::nullopt;
      scenario.push_back(std::move(*step));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return scenario;
}

}  // namespace hopproof::differential
