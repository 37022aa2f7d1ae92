#include "netns/scratch_folder.hh"

#include "harness/base/error.hh"

#include <filesystem>

#include <gtest/gtest.h>

namespace hopproof::netns {
namespace {

TEST(ScratchFolder, GoesWithEverythingInIt) {
  std::string path;
  {
    const ScratchFolder scratch;
    path = scratch.add_folder("node");
    write_new_file(path, "file", "text");
    EXPECT_TRUE(std::filesystem::exists(path + "/file"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ScratchFolder, RefusesNamesThatLeadOutOfIt) {
  const ScratchFolder scratch;
  for (const char* name : {"", ".", "..", "../x", "a/b"}) {
    EXPECT_THROW(scratch.add_folder(name), HostError) << name;
    EXPECT_THROW(write_new_file(scratch.path(), name, ""), HostError) << name;
  }
}

TEST(ScratchFolder, NeverWritesThroughWhatIsThere) {
  const ScratchFolder scratch;
  std::filesystem::create_symlink("/dev/null", scratch.path() + "/link");
  EXPECT_THROW(write_new_file(scratch.path(), "link", "text"), SystemError);
}

}  // namespace
}  // namespace hopproof::netns
