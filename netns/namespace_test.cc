#include "netns/namespace.hh"

#include "harness/base/error.hh"
#include "netns/child.hh"
#include "netns/lab_privileges.hh"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace hopproof::netns {
namespace {

ino_t inode(const Namespace& space) {
  struct stat status {};
  check("stat a namespace", ::fstat(space.fd().get(), &status));
  return status.st_ino;
}

TEST(Namespace, CurrentIsWhereTheThreadIs) {
  EXPECT_EQ(inode(Namespace::current()), inode(Namespace::current()));
}

TEST(Namespace, CreateLeavesTheThreadWhereItIs) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  const ino_t home = inode(Namespace::current());
  const Namespace fresh = Namespace::create();
  EXPECT_NE(inode(fresh), home);
  EXPECT_EQ(inode(Namespace::current()), home);
  {
    const EnterScope in(fresh);
    EXPECT_EQ(inode(Namespace::current()), inode(fresh));
  }
  EXPECT_EQ(inode(Namespace::current()), home);
}

TEST(Namespace, ProgramsRunInIt) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  const Namespace fresh = Namespace::create();
  ChildSpec spec;
  spec.words = {"readlink", "/proc/self/ns/net"};
  spec.space = &fresh;
  EXPECT_EQ(run(spec).output, "net:[" + std::to_string(inode(fresh)) + "]\n");
}

}  // namespace
}  // namespace hopproof::netns
