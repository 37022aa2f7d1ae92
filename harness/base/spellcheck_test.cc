#include "harness/base/spellcheck.hh"

#include <vector>

#include <gtest/gtest.h>

namespace hopproof {
namespace {

TEST(Spellcheck, CountsEdits) {
  EXPECT_EQ(edit_distance("masquerade", "masqurade"), 1);
  EXPECT_EQ(edit_distance("shedule", "schedule"), 1);
  EXPECT_EQ(edit_distance("ndoes", "nodes"), 1);
}

TEST(Spellcheck, SuggestsOnlyWhatIsNear) {
  const std::vector<std::string> words{"nodes", "steps", "networks"};
  EXPECT_EQ(nearest("node", words), "nodes");
  EXPECT_EQ(nearest("zebra", words), "");
  EXPECT_EQ(did_you_mean("stesp", words), "; did you mean 'steps'?");
}

}  // namespace
}  // namespace hopproof
