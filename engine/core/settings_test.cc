#include "engine/core/settings.hh"

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

using enum Settings::Outcome;

struct Row {
  const char* says;
  const char* name;
  int value;
  Settings::Outcome outcome;
};

class Setting : public testing::TestWithParam<Row> {};

TEST_P(Setting, Is) {
  Settings settings;
  EXPECT_EQ(settings.set(GetParam().name, GetParam().value), GetParam().outcome) << GetParam().says;
}

const Row rows[] = {
    {"what the engine plays", "conntrack", 1, done},
    {"out of its range", "conntrack", 2, bad_value},
    {"negative", "conn_reuse_mode", -1, bad_value},
    {"a kernel's default that is the only one played", "drop_entry", 0, done},
    {"a kernel's value that is not played", "drop_entry", 3, unsupported},
    {"secure_tcp always", "secure_tcp", 3, done},
    {"secure_tcp by free memory", "secure_tcp", 1, unsupported},
    {"no kernel has it", "conntrak", 1, unknown},
};

INSTANTIATE_TEST_SUITE_P(Rows, Setting, testing::ValuesIn(rows));

TEST(Settings, AreReadBack) {
  Settings settings;
  EXPECT_EQ(settings.get("snat_reroute"), 1);
  EXPECT_EQ(settings.get("am_droprate"), 10);
  EXPECT_EQ(settings.get("nonsense"), std::nullopt);
  settings.set("sloppy_tcp", 1);
  EXPECT_EQ(settings.get("sloppy_tcp"), 1);
}

}  // namespace
}  // namespace hopproof::core
