#include "harness/differential/state_changes.hh"

#include "harness/differential/core_player.hh"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::differential {
namespace {

/// A service and the packets of one connection that make the change. With conn_reuse_mode 0, since
/// otherwise a new connection takes the place of one that is at its end.
std::string scenario(std::string_view protocol, const StateChange& change, Move end) {
  const char* letter = protocol == "tcp" ? "-t" : "--sctp-service";
  std::string text = fmt::format(
      "sysctl conn_reuse_mode 0\nsysctl schedule_icmp 1\nipvsadm -A {0} 10.96.1.1:80 -s "
      "rr\nipvsadm -a {0} 10.96.1.1:80 -r "
      "10.98.1.1:8080 -m\n",
      letter);
  const auto add = [&](Move move) {
    constexpr std::array<std::string_view, 3> kinds{"request", "reply", "error-to-server"};
    text += fmt::format("{} {} 10.97.1.1:1000 > 10.96.1.1:80 flags {}\n",
                        kinds[static_cast<size_t>(move.kind)], protocol, move.flags);
  };
  std::ranges::for_each(change.way, add);
  add(end);
  return text;
}

void expect_each_is_made(std::string_view protocol, std::string_view sysctl) {
  const std::string before = sysctl.empty() ? "" : fmt::format("sysctl {}\n", sysctl);
  for (const StateChange& change : state_changes(protocol, !sysctl.empty()))
    for (const Move end : change.ends) {
      const std::string text = before + scenario(protocol, change, end);
      CorePlayer player;
      player.play(parse_scenario(text).value());
      EXPECT_TRUE(player.transitions().contains(change.name)) << change.name << "\n" << text;
    }
}

TEST(StateChanges, AreMadeByTheirPackets) {
  expect_each_is_made("tcp", "");
  expect_each_is_made("tcp", "secure_tcp 3");
  expect_each_is_made("sctp", "");
}

TEST(StateChanges, AreThoseOfTheTables) {
  const auto& tcp = state_changes("tcp", false);
  const auto has = [&](std::string_view name) {
    return std::ranges::find(tcp, name, &StateChange::name) != tcp.end();
  };
  EXPECT_TRUE(has("TCP SYN_RECV > ESTABLISHED"));
  EXPECT_TRUE(has("TCP CLOSE_WAIT > TIME_WAIT"));
  EXPECT_FALSE(has("TCP ESTABLISHED > SYN_RECV"));  // only secure_tcp leads to SYNACK and back
  EXPECT_EQ(state_changes("sctp", false).size(), 70u);
}

}  // namespace
}  // namespace hopproof::differential
