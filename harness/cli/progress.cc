#include "harness/cli/progress.hh"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof {

Progress::Progress(size_t total) : total_(total), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { clear(); }

void Progress::started(const std::string& name) {
  running_ = name;
  draw();
}

void Progress::finished(Verdict verdict) {
  ++done_;
  if (verdict == Verdict::failed || verdict == Verdict::error) ++failed_;
  draw();
}

void Progress::clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void Progress::draw() {
  if (!terminal_ || Clock::now() - begun_ < std::chrono::seconds(2)) return;
  fmt::print(stderr, "\r\033[K{} of {} done, {} failed, running {:.60}", done_, total_, failed_,
             running_);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace hopproof
