#pragma once

namespace hopproof::cli {

/// What the shell sees. Documented in --help.
enum ExitCode : int {
  exit_passed = 0,
  exit_failed = 1,
  exit_usage = 2,
  exit_bad_case = 3,
  exit_broken_host = 4,
  exit_skipped = 77,
  exit_interrupted = 130,
  exit_reader_gone = 141,  ///< as a program that SIGPIPE ended
};

}  // namespace hopproof::cli
