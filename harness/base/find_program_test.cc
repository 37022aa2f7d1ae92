#include "harness/base/find_program.hh"

#include <filesystem>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(FindProgram, FindsWhatThereIs) {
  EXPECT_TRUE(find_program("sh"));
  EXPECT_FALSE(find_program("no-such-program-anywhere"));
}

TEST(FindProgram, FindsWhatOnlyRootsPathNames) {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  const auto found = find_program("iptables-restore");
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_TRUE(found);
}

TEST(FindProgram, PassesItselfBy) {
  namespace fs = std::filesystem;
  const fs::path self = fs::read_symlink("/proc/self/exe");
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", self.parent_path().c_str(), 1);
  const auto found = find_program(self.filename().string());
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_FALSE(found);
}

}  // namespace
}  // namespace hopproof
