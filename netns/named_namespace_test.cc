#include "netns/named_namespace.hh"

#include "harness/base/error.hh"
#include "netns/isolation.hh"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace hopproof::netns {
namespace {

/// In a mount namespace with an empty /run: the host's names are not touched. 0: as expected.
int name_and_unname() {
  if (::mount("run", "/run", "tmpfs", 0, nullptr) != 0) return 77;
  const Namespace space = Namespace::create();
  {
    NamedNamespace named(space, "hopproof-test");
    Namespace::open("/run/netns/hopproof-test");
    try {
      NamedNamespace again(space, "hopproof-test");
      return 1;
    } catch (const SystemError& taken) {
      if (taken.error_number() != EEXIST) return 2;
    }
  }
  if (::access("/run/netns/hopproof-test", F_OK) == 0) return 3;
  {
    NamedNamespace kept(space, "hopproof-kept");
    kept.keep();
  }
  if (::access("/run/netns/hopproof-kept", F_OK) != 0) return 4;
  NamedNamespace::remove("hopproof-kept");
  return ::access("/run/netns/hopproof-kept", F_OK) == 0 ? 5 : 0;
}

TEST(NamedNamespace, ComesGoesAndCanStay) {
  try {
    IsolatedProcess process([](Fd) { return name_and_unname(); });
    const int code = process.wait().code;
    if (code == 77) GTEST_SKIP() << "cannot mount a tmpfs here";
    EXPECT_EQ(code, 0);
  } catch (const MissingCapability& missing) {
    GTEST_SKIP() << missing.what();
  }
}

TEST(NamedNamespace, RefusesNamesWithASlash) {
  const Namespace here = Namespace::current();
  for (const char* name : {"", ".", "../x", "a/b"})
    EXPECT_THROW(NamedNamespace(here, name), HostError) << name;
}

TEST(Namespace, OpensNothingElse) { EXPECT_THROW(Namespace::open("/dev/null"), HostError); }

}  // namespace
}  // namespace hopproof::netns
