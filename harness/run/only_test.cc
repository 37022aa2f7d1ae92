#include "harness/run/only.hh"

#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

Case with(const std::string& director, const std::string& relation, const std::string& version) {
  Case deployment;
  deployment.only.push_back({director, relation, version, "because", {}});
  return deployment;
}

TEST(Only, LetsEverythingRunWhereNothingIsSaid) {
  EXPECT_FALSE(kept_out(Case{}, "engine", "6.1.0"));
}

TEST(Only, NamesTheReason) {
  EXPECT_EQ(kept_out(with("ipvs", "", ""), "engine", "6.1.0"), "only ipvs: because");
  EXPECT_FALSE(kept_out(with("engine", "", ""), "engine", "6.1.0"));
}

TEST(Only, ComparesKernelVersionsAsNumbers) {
  EXPECT_FALSE(kept_out(with("ipvs", ">=", "6.2"), "ipvs", "6.12.117-amd64"));
  EXPECT_EQ(kept_out(with("ipvs", ">=", "6.12"), "ipvs", "6.1.192"), "only ipvs >= 6.12: because");
  EXPECT_FALSE(kept_out(with("ipvs", "<", "6.12"), "ipvs", "6.1.192"));
}

}  // namespace
}  // namespace hopproof::run
