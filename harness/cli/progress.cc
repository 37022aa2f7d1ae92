#include "harness/cli/progress.hh"

#include "reports/failure_text.hh"
#include "reports/paint.hh"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hopproof::cli {

Progress::Progress(size_t total)
    : total_(total),
      width_(::isatty(STDERR_FILENO) == 1
                 ? std::max(reports::Paint::for_descriptor(STDERR_FILENO).width(), 20)
                 : 0) {}

Progress::~Progress() { clear(); }

void Progress::started(const std::string& name) {
  running_.push_back(reports::printable(name));
  draw();
}

void Progress::finished(const verdict::CaseResult& result) {
  ++done_;
  if (result.is_bad()) ++failed_;
  const auto running = std::ranges::find(running_, reports::printable(result.name));
  if (running != running_.end()) running_.erase(running);
  draw();
}

void Progress::clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void Progress::draw() {
  if (width_ == 0 || Clock::now() - begun_ < std::chrono::milliseconds(500)) return;
  fmt::print(stderr, "\r\033[K{}", progress_line(done_, total_, failed_, running_, width_ - 1));
  std::fflush(stderr);
  drawn_ = true;
}

std::string progress_line(size_t done, size_t total, size_t failed,
                          const std::vector<std::string>& running, int width) {
  std::string line =
      fmt::format("{} of {} done, {} failed, {} running", done, total, failed, running.size());
  if (!running.empty()) line += fmt::format(": {}", fmt::join(running, ", "));
  if (line.size() > size_t(width)) line = line.substr(0, size_t(width) - 3) + "...";
  return line;
}

}  // namespace hopproof::cli
