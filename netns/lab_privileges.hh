#pragma once

#include "harness/base/error.hh"
#include "netns/user_namespace.hh"

#include <string>

#include <gtest/gtest.h>
#include <sched.h>

namespace hopproof::netns {

/// For tests: lets this process create network namespaces, as root or in a user namespace of its
/// own. Returns why not, or "".
inline std::string gain_lab_privileges() {
  if (may_administer()) return "";
  const std::string refused = enter_user_namespace();
  // One to come home to: what belongs to another user namespace can be left, but not entered.
  if (refused.empty()) check("create a network namespace", ::unshare(CLONE_NEWNET));
  return refused;
}

/// Skips the test, with the reason, where the host allows neither.
#define HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES()                                        \
  if (const std::string why = ::hopproof::netns::gain_lab_privileges(); !why.empty()) \
  GTEST_SKIP() << why

}  // namespace hopproof::netns
