#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace hopproof {

/// The host or the harness failed (not the deployment under test). Caught once, in main: exit 4.
class HostError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A system call failed: "cannot <attempt>: <errno text>".
class SystemError : public HostError {
 public:
  SystemError(std::string_view attempt, int error_number);
  int error_number() const { return error_number_; }

 private:
  int error_number_;
};

/// The host lacks something that this run needs; the text is the reason. The case is skipped:
/// exit 77.
class MissingCapability : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] void throw_errno(std::string_view attempt);

/// Returns rc, or throws SystemError(attempt, errno) when it is negative.
int check(std::string_view attempt, int rc);
long check_long(std::string_view attempt, long rc);

}  // namespace hopproof
