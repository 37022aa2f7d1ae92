#include "harness/differential/core_player.hh"
#include "harness/differential/difference.hh"
#include "harness/differential/generator.hh"
#include "harness/differential/live_player.hh"
#include "netns/user_namespace.hh"

#include <gtest/gtest.h>

namespace hopproof::differential {
namespace {

/// Always the same ones; `hopproof differ` plays others.
TEST(LiveDifferential, TheEngineDoesWhatItsCoreDoes) {
  if (!netns::may_administer()) GTEST_SKIP() << "this user may not create network namespaces";
  CorePlayer core;
  EnginePlayer engine;
  for (uint32_t index = 0; index < 12; ++index) {
    const Scenario scenario = generate(1, index);
    const auto difference = compare(core.play(scenario), engine.play(scenario));
    ASSERT_FALSE(difference) << to_text(scenario) << "in " << difference->step << "\n  core   "
                             << difference->left << "\n  engine " << difference->right;
  }
}

}  // namespace
}  // namespace hopproof::differential
