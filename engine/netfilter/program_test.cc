// The program of these tests stands in for hopproof itself: the engine and the shims are run as
// /proc/self/exe under other names.
#include "engine/netfilter/engine_main.hh"
#include "engine/netfilter/shim.hh"
#include "netns/user_namespace.hh"

#include <string_view>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  if (const auto code = hopproof::run_shim(argc, argv)) return *code;
  if (argc > 1 && std::string_view(argv[1]) == "engine")
    return hopproof::engine_main(argc - 1, argv + 1);
  if (!hopproof::may_administer())
    (void)hopproof::enter_user_namespace();  // else live tests are skipped
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
