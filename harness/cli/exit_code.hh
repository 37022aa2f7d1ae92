#pragma once

namespace hopproof {

/// What the shell sees. Documented in --help.
enum ExitCode : int {
  kPassed = 0,
  kFailed = 1,
  kUsage = 2,
  kBadCase = 3,
  kBrokenHost = 4,
  kSkipped = 77,
  kInterrupted = 130,
};

}  // namespace hopproof
