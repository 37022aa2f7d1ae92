#include "harness/case/text/diagnostic_sink.hh"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace hopproof {
namespace {

auto order(const Diagnostic& diagnostic) {
  return std::tuple(diagnostic.place.line, diagnostic.place.column, diagnostic.severity,
                    std::string_view(diagnostic.message));
}

}  // namespace

void DiagnosticSink::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error) ++errors_;
  if (full()) {
    left_out_ = true;
    return;
  }
  found_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> DiagnosticSink::take() {
  std::ranges::sort(found_, {}, order);
  const auto is_same = [](const Diagnostic& a, const Diagnostic& b) {
    return order(a) == order(b);
  };
  found_.erase(std::unique(found_.begin(), found_.end(), is_same), found_.end());
  if (left_out_) {
    const Place last = found_.back().place;
    found_.push_back({last, fmt::format("more than {} errors; the rest are not shown", most)});
  }
  return std::move(found_);
}

}  // namespace hopproof
