#include "vm/host_program.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::vm {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ProgramsNamed, AreTheFirstWordsOfCommands) {
  EXPECT_THAT(programs_named({"curl -m 15 10.0.0.1 | grep -q rs1 && ip route show",
                              "LC_ALL=C nginx -p . -c nginx.conf", "ip link"}),
              ElementsAre("curl", "grep", "ip", "nginx"));
  EXPECT_THAT(programs_named({"if tcpdump -i lan; then socat - TCP:1.2.3.4:5; fi"}),
              ElementsAre("tcpdump", "socat"));
}

TEST(ProgramsNamed, AreNoBuiltinsPathsOrQuotedText) {
  EXPECT_THAT(programs_named({"echo 'a; b | c'", "cd /tmp; ./own", "X=1", "", "$PROGRAM now"}),
              IsEmpty());
}

TEST(FindProgram, FindsWhatThereIs) {
  EXPECT_TRUE(find_program("sh"));
  EXPECT_FALSE(find_program("no-such-program-anywhere"));
}

TEST(LibrariesOf, NamesTheLoaderToo) {
  const auto libraries = libraries_of(find_program("sh").value());
  EXPECT_THAT(libraries, testing::Contains(testing::HasSubstr("libc.so")));
  EXPECT_THAT(libraries, testing::Contains(testing::HasSubstr("ld-linux")));
}

}  // namespace
}  // namespace hopproof::vm
