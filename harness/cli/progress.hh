#pragma once

#include "harness/verdict/result.hh"

#include <chrono>
#include <string>
#include <vector>

namespace hopproof::cli {

/// "12 of 60 done, 1 failed, 2 running: ..." in one line of a terminal that rewrites itself, no
/// longer than the terminal is wide; nothing elsewhere, and nothing in the first half second.
class Progress {
 public:
  explicit Progress(size_t total);
  ~Progress();
  /// More are to come.
  void expect(size_t more) { total_ += more; }
  void started(const std::string& name);
  void finished(const verdict::CaseResult& result);
  /// Takes the line away, so that other text can be printed.
  void clear();

 private:
  void draw();

  using Clock = std::chrono::steady_clock;
  size_t total_, done_ = 0, failed_ = 0;
  std::vector<std::string> running_;
  int width_;  ///< 0: no terminal
  bool drawn_ = false;
  Clock::time_point begun_ = Clock::now();
};

/// The line itself, cut to `width` columns.
std::string progress_line(size_t done, size_t total, size_t failed,
                          const std::vector<std::string>& running, int width);

}  // namespace hopproof::cli
