#include "engine/core/settings.hh"

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

using enum Settings::Outcome;

struct SettingRow {
  const char* says;
  const char* name;
  int value;
  Settings::Outcome outcome;
};

class Setting : public testing::TestWithParam<SettingRow> {};

TEST_P(Setting, Is) {
  Settings settings;
  EXPECT_EQ(settings.set(GetParam().name, GetParam().value), GetParam().outcome) << GetParam().says;
}

const SettingRow setting_rows[] = {
    {"what the engine plays", "conntrack", 1, done},
    {"out of its range", "conntrack", 2, bad_value},
    {"negative", "conn_reuse_mode", -1, bad_value},
    {"always", "drop_entry", 3, done},
    {"beyond always", "secure_tcp", 4, bad_value},
    {"without effect here, within its range", "sync_retries", 8, done},
    {"without effect here, out of its range", "pmtu_disc", 2, bad_value},
    {"no kernel has it", "conntrak", 1, unknown},
};

INSTANTIATE_TEST_SUITE_P(Rows, Setting, testing::ValuesIn(setting_rows));

TEST(Settings, AreReadBack) {
  Settings settings;
  EXPECT_EQ(settings.get("snat_reroute"), 1);
  EXPECT_EQ(settings.get("am_droprate"), 10);
  EXPECT_EQ(settings.get("nonsense"), std::nullopt);
  settings.set("sloppy_tcp", 1);
  EXPECT_EQ(settings.get("sloppy_tcp"), 1);
  settings.set("est_nice", -7);
  EXPECT_EQ(settings.get("est_nice"), -7);
}

TEST(Settings, MemoryIsNeverShort) {
  Settings settings;
  settings.set("secure_tcp", 2);
  EXPECT_EQ(settings.get("secure_tcp"), 1) << "as the kernel has it when memory is enough again";
  EXPECT_FALSE(settings.is_tcp_secured());
  settings.set("secure_tcp", 3);
  EXPECT_TRUE(settings.is_tcp_secured());
}

}  // namespace
}  // namespace hopproof::core
