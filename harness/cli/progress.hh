#pragma once

#include "harness/verdict/result.hh"

#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace hopproof::cli {

/// How far a run is, on standard error: "12 of 60 done, 1 failed, 2 running: ...". On a terminal
/// one line that rewrites itself, no longer than the terminal is wide, from the first half second
/// on; elsewhere (a log, a pipe) a line of its own every five seconds. Nothing when `quiet`.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Progress(size_t total, bool quiet = false, std::FILE* out = stderr,
                    std::function<Clock::time_point()> now = Clock::now);
  ~Progress();
  /// More are to come.
  void expect(size_t more) { total_ += more; }
  void started(const std::string& name);
  void finished(const verdict::CaseResult& result);
  /// Called at least every second: a long case shows that it still runs.
  void waiting();
  /// Takes the line away, so that other text can be printed.
  void clear();

 private:
  void draw();

  size_t total_, done_ = 0, failed_ = 0;
  std::vector<std::string> running_;
  bool quiet_;
  std::FILE* out_;
  std::function<Clock::time_point()> now_;
  int width_;  ///< 0: no terminal
  bool drawn_ = false;
  Clock::time_point next_;  ///< not before
};

/// The line itself, cut to `width` columns.
std::string progress_line(size_t done, size_t total, size_t failed,
                          const std::vector<std::string>& running, int width);

}  // namespace hopproof::cli
