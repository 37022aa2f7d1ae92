#pragma once

#include "netns/user_namespace.hh"

#include <string>

#include <gtest/gtest.h>

namespace hopproof {

/// For tests: lets this process create network namespaces, as root or in a user namespace of its
/// own. Returns why not, or "".
inline std::string gain_lab_privileges() {
  return may_administer() ? std::string() : enter_user_namespace();
}

/// Skips the test, with the reason, where the host allows neither.
#define HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES() \
  if (const std::string why = gain_lab_privileges(); !why.empty()) GTEST_SKIP() << why

}  // namespace hopproof
