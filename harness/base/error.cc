#include "harness/base/error.hh"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace hopproof {

SystemError::SystemError(std::string_view attempt, int error_number)
    : HostError(fmt::format("cannot {}: {}", attempt, std::strerror(error_number))),
      error_number_(error_number) {}

void throw_errno(std::string_view attempt) { throw SystemError(attempt, errno); }

int check(std::string_view attempt, int rc) {
  if (rc < 0) throw_errno(attempt);
  return rc;
}

long check_long(std::string_view attempt, long rc) {
  if (rc < 0) throw_errno(attempt);
  return rc;
}

}  // namespace hopproof
