#pragma once

#include "harness/verdict/result.hh"

#include <chrono>
#include <string>

namespace hopproof {

/// "12 of 60, 1 failed, running: ..." in one line of a terminal that rewrites itself; nothing
/// elsewhere, and nothing before two seconds have passed.
class Progress {
 public:
  explicit Progress(size_t total);
  ~Progress();
  /// More are to come.
  void expect(size_t more) { total_ += more; }
  void started(const std::string& name);
  void finished(Verdict verdict);
  /// Takes the line away, so that other text can be printed.
  void clear();

 private:
  void draw();

  using Clock = std::chrono::steady_clock;
  size_t total_, done_ = 0, failed_ = 0;
  std::string running_;
  bool terminal_, drawn_ = false;
  Clock::time_point begun_ = Clock::now();
};

}  // namespace hopproof
