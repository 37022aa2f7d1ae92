#include "vm/libraries.hh"

#include "harness/base/error.hh"
#include "harness/base/find_program.hh"
#include "netns/scratch_folder.hh"

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::vm {
namespace {

TEST(LibrariesOf, NamesTheLoaderToo) {
  const auto libraries = libraries_of(find_program("sh").value());
  EXPECT_THAT(libraries, testing::Contains(testing::HasSubstr("libc.so")));
  EXPECT_THAT(libraries, testing::Contains(testing::HasSubstr("ld-linux")));
}

TEST(LibrariesOf, AreNotThoseOfTheUsersEnvironment) {
  const netns::ScratchFolder scratch;
  const std::string shell = find_program("sh").value();
  for (const std::string& library : libraries_of(shell))
    if (library.find("libc.so") != std::string::npos)
      std::filesystem::copy(library, scratch.path() + "/libc.so.6");
  ::setenv("LD_LIBRARY_PATH", scratch.path().c_str(), 1);
  const auto libraries = libraries_of(shell);
  ::unsetenv("LD_LIBRARY_PATH");
  EXPECT_THAT(libraries, testing::Not(testing::Contains(testing::HasSubstr(scratch.path()))));
}

TEST(LibrariesOf, AreNoneForAScript) {
  const netns::ScratchFolder scratch;
  netns::write_new_file(scratch.path(), "script", "#!/bin/sh\n");
  EXPECT_THAT(libraries_of(scratch.path() + "/script"), testing::IsEmpty());
}

TEST(LibrariesOf, SayWhatIsMissing) {
  EXPECT_THROW(libraries_of("/no/such/program"), HostError);
  EXPECT_THAT(libraries_in("\tlinux-vdso.so.1 (0x1)\n\tlibx.so => /lib/libx.so (0x2)\n", "p"),
              testing::ElementsAre("/lib/libx.so"));
  EXPECT_THROW(libraries_in("\tlibx.so => not found\n", "p"), HostError);
}

}  // namespace
}  // namespace hopproof::vm
