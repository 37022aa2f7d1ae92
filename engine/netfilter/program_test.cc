// The program of these tests takes the place of hopproof itself: the engine and the shims are run
// as /proc/self/exe under other names.
#include "engine/netfilter/engine_main.hh"
#include "engine/netfilter/translation/shim.hh"
#include "netns/user_namespace.hh"

#include <string_view>

#include <gtest/gtest.h>
#include <sched.h>

namespace {

/// Users who are not root are so in a namespace of their own, where the host allows that; where it
/// does not, the live tests are skipped.
void enter_own_namespaces() {
  if (hopproof::netns::may_administer() || !hopproof::netns::enter_user_namespace().empty()) return;
  (void)::unshare(CLONE_NEWNET | CLONE_NEWNS);  // home has to be a place that one may return to
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto code = hopproof::run_shim(argc, argv)) return *code;
  if (argc > 1 && std::string_view(argv[1]) == "engine")
    return hopproof::engine_main(argc - 1, argv + 1);
  enter_own_namespaces();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
