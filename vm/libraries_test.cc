#include "vm/libraries.hh"

#include "harness/base/find_program.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::vm {
namespace {

TEST(LibrariesOf, NamesTheLoaderToo) {
  const auto libraries = libraries_of(find_program("sh").value());
  EXPECT_THAT(libraries, testing::Contains(testing::HasSubstr("libc.so")));
  EXPECT_THAT(libraries, testing::Contains(testing::HasSubstr("ld-linux")));
}

}  // namespace
}  // namespace hopproof::vm
