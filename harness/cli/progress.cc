#include "harness/cli/progress.hh"

#include "harness/base/sinks.hh"
#include "reports/failure_text.hh"
#include "reports/paint.hh"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

constexpr std::chrono::milliseconds terminal_delay{500};
constexpr std::chrono::seconds between_lines{5};
constexpr int line_width = 160;  // of a log

/// 0: it is no terminal.
int terminal_columns(std::FILE* out) {
  if (::isatty(fileno(out)) != 1) return 0;
  return std::max(reports::Paint::for_descriptor(fileno(out)).width(), 20);
}

}  // namespace

Progress::Progress(size_t total, bool quiet, std::FILE* out, std::function<Clock::time_point()> now)
    : total_(total),
      quiet_(quiet),
      out_(out),
      now_(std::move(now)),
      width_(terminal_columns(out)),
      next_(now_()) {
  if (width_ > 0)
    next_ += terminal_delay;
  else
    next_ += between_lines;
}

Progress::~Progress() { clear(); }

void Progress::started(const std::string& name) {
  running_.push_back(one_line(name));
  draw();
}

void Progress::finished(const verdict::CaseResult& result) {
  ++done_;
  if (result.is_bad()) ++failed_;
  const auto running = std::ranges::find(running_, one_line(result.name));
  if (running != running_.end()) running_.erase(running);
  draw();
}

void Progress::waiting() {
  if (width_ == 0) draw();
}

void Progress::clear() {
  if (drawn_) std::fputs("\r\033[K", out_);
  drawn_ = false;
}

void Progress::draw() {
  if (quiet_ || now_() < next_) return;
  const bool in_place = width_ > 0;
  const std::string line =
      progress_line(done_, total_, failed_, running_, in_place ? width_ - 1 : line_width);
  fmt::print(out_, "{}{}{}", in_place ? "\r\033[K" : "", line, in_place ? "" : "\n");
  std::fflush(out_);
  drawn_ = in_place;
  if (!in_place) next_ = now_() + between_lines;
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
