#include "harness/differential/case_text.hh"
#include "harness/differential/core_player.hh"
#include "harness/differential/deployment.hh"
#include "harness/differential/differ.hh"
#include "harness/differential/difference.hh"
#include "harness/differential/generator.hh"
#include "harness/differential/shrink.hh"
#include "harness/differential/state_changes.hh"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::differential {
namespace {

Scenario scenario(std::string_view text) {
  auto parsed = parse_scenario(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Scenario{});
}

constexpr std::string_view web =
    "ipvsadm -A -t 10.96.1.1:80 -s rr\n"
    "ipvsadm -a -t 10.96.1.1:80 -r 10.98.1.1:8080 -m\n";

TEST(Scenario, IsReadBackAsItWasWritten) {
  for (uint32_t index = 0; index < 300; ++index) {
    const Scenario made = generate(7, index);
    const auto read = parse_scenario(to_text(made));
    ASSERT_TRUE(read) << to_text(made);
    EXPECT_EQ(to_text(*read), to_text(made));
  }
}

TEST(Scenario, IsTheSameForTheSameSeed) {
  EXPECT_EQ(to_text(generate(3, 5)), to_text(generate(3, 5)));
  EXPECT_NE(to_text(generate(3, 5)), to_text(generate(4, 5)));
  EXPECT_NE(to_text(generate(3, 5)), to_text(generate(3, 6)));
}

TEST(Scenario, NonsenseIsNone) {
  for (const char* text :
       {"nonsense", "wait long", "request tcp 10.97.0.1:1 10.96.0.1:80",
        "request tcp 10.97.0.1:1 > nowhere", "stray tcp 1.1.1.1:1 > 1.1.1.2:2 flaw odd"})
    EXPECT_FALSE(parse_scenario(text)) << text;
}

TEST(CorePlayer, TellsWhatComesOut) {
  CorePlayer player;
  const Outcome outcome = player.play(
      scenario(std::string(web) + "request tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 2\n"
                                  "reply tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 18\n"
                                  "request tcp 10.97.1.1:1001 > 10.96.1.1:80 flags 16\n"));
  const Outcome expected{
      "ipvsadm -A -t 10.96.1.1:80 -s rr",
      "ipvsadm -a -t 10.96.1.1:80 -r 10.98.1.1:8080 -m",
      "request tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 2",
      "  to server: TCP S 10.97.1.1:1000 > 10.98.1.1:8080 ttl 63 size 40",
      "reply tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 18",
      "  to client: TCP SA 10.96.1.1:80 > 10.97.1.1:1000 ttl 63 size 40",
      "request tcp 10.97.1.1:1001 > 10.96.1.1:80 flags 16",
      "  to client: TCP R 10.96.1.1:80 > 10.97.1.1:1001 ttl 64 size 40",
      "connection TCP SYN_RECV 10.97.1.1:1000 10.96.1.1:80 10.98.1.1:8080 expires 60",
      "counters TCP 10.96.1.1:80  1 1 1 40 40",
      "counters TCP 10.96.1.1:80 10.98.1.1:8080 1 1 1 40 40",
  };
  EXPECT_EQ(outcome, expected);
}

TEST(CorePlayer, WhatIsMalformedIsToldApart) {
  CorePlayer player;
  const auto result = [&](const std::string& step) {
    const Outcome outcome = player.play(scenario(std::string(web) + step + "\n"));
    return outcome[3].starts_with("  ") ? outcome[3] : "silence";
  };
  EXPECT_EQ(result("request tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 2 flaw checksum"),
            "  to server: TCP S 10.97.1.1:1000 > 10.98.1.1:8080 ttl 63 size 40 bad checksum");
  EXPECT_EQ(result("request tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 2 flaw ip-checksum"),
            "silence");
  EXPECT_EQ(result("request tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 2 flaw cut"), "silence");
  EXPECT_EQ(result("request tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 2 ttl 1"),
            "  to client: ICMP 11/0 10.96.1.1 > 10.97.1.1 ttl 64 size 68 carrying TCP S "
            "10.97.1.1:1000 > 10.96.1.1:80");
}

TEST(Comparison, NamesTheStepAndAllowsASecond) {
  const Outcome left{"wait 1", "  to client: a", "connection TCP x expires 10"};
  EXPECT_FALSE(compare(left, {"wait 1", "  to client: a", "connection TCP x expires 11"}));
  const auto times = compare(left, {"wait 1", "  to client: a", "connection TCP x expires 12"});
  ASSERT_TRUE(times);
  EXPECT_EQ(times->step, "the tables");
  const auto packets = compare(left, {"wait 1", "connection TCP x expires 10"});
  ASSERT_TRUE(packets);
  EXPECT_EQ(packets->step, "wait 1");
  EXPECT_EQ(packets->left, "  to client: a");
  EXPECT_TRUE(compare(left, {"wait 1", "  to client: a"}));
}

TEST(Comparison, AllowsForLateTimersOfKeptTemplates) {
  const auto row = [](const char* client, int seconds) {
    return Outcome{fmt::format("connection UDP NONE {} 10.96.0.1:80 10.98.0.1:80 expires {}",
                               client, seconds)};
  };
  const auto differ = [&](const char* client, int left, int right) {
    return compare(row(client, left), row(client, right), {std::chrono::seconds(7)}).has_value();
  };
  EXPECT_FALSE(differ("10.97.0.1:0", 16, 19));
  EXPECT_TRUE(differ("10.97.0.1:0", 16, 25));
  EXPECT_TRUE(differ("10.97.0.1:0", 70, 73));
  EXPECT_TRUE(differ("10.97.0.1:80", 16, 19));
  EXPECT_TRUE(compare(row("10.97.0.1:0", 16), row("10.97.0.1:0", 19)));
}

TEST(Shrink, KeepsTheWaitBeforeZeroing) {
  const Scenario all = scenario("wait 1000\nwait 3290\nipvsadm -Z\nwait 2000\n");
  const auto zeroes = [](const Scenario& s) {
    return std::ranges::find(s, "-Z", &Step::line) != s.end();
  };
  EXPECT_EQ(to_text(shrink(all, zeroes)), "wait 3290\nipvsadm -Z\n");
}

TEST(Shrink, LeavesOutWhatDoesNotMatter) {
  Scenario all;
  for (int i = 0; i < 40; ++i) {
    Step step;
    step.milliseconds = i;
    all.push_back(step);
  }
  const auto has = [](const Scenario& s, int number) {
    return std::ranges::any_of(s, [&](const Step& step) { return step.milliseconds == number; });
  };
  const Scenario small = shrink(all, [&](const Scenario& s) { return has(s, 7) && has(s, 31); });
  EXPECT_EQ(to_text(small), "wait 7\nwait 31\n");
}

TEST(CaseText, CanBeReadByAPerson) {
  const std::string text =
      case_text(scenario(std::string(web) + "sysctl sloppy_tcp 1\nwait 3000\n"
                                            "request tcp 10.97.1.1:1000 > 10.96.1.1:80 flags 16\n"),
                {"the tables", "  left", ""}, "engine", "ipvs");
  for (const char* part :
       {"name: engine and ipvs differ\n", "  in the tables\n  engine: left\n  ipvs: nothing\n",
        "  - director: ipvsadm -A -t 10.96.1.1:80 -s rr\n",
        "  - director: sysctl -w net.ipv4.vs.sloppy_tcp=1\n", "  - wait: 3000ms\n",
        "send: 'ACK 10.97.1.1:1000 > 10.96.1.1:80'"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(Deployment, IsACase) { EXPECT_EQ(deployment().nodes.size(), 3u); }

TEST(Coverage, ReachesEverySchedulerSysctlAndErrorType) {
  Coverage coverage;
  CorePlayer player;
  for (uint32_t index = 0; index < 2000; ++index) {
    const Scenario made = generate(1, index);
    coverage.add(made);
    player.play(made);
  }
  for (const char* name : {"scheduler rr",        "scheduler wrr",
                           "scheduler lc",        "scheduler wlc",
                           "scheduler lblc",      "scheduler lblcr",
                           "scheduler dh",        "scheduler sh",
                           "scheduler sed",       "scheduler nq",
                           "scheduler fo",        "scheduler ovf",
                           "scheduler mh",        "flags sh-port",
                           "flags mh-fallback",   "option -p",
                           "option -M",           "option -o",
                           "option -x",           "option -y",
                           "ipvsadm -d",          "ipvsadm -e",
                           "ipvsadm -E",          "ipvsadm -D",
                           "ipvsadm -Z",          "ipvsadm --set",
                           "protocol tcp",        "protocol udp",
                           "protocol sctp",       "ICMP 3 to client",
                           "ICMP 11 to server",   "ICMP 4 to client",
                           "ICMP 12 to server",   "ICMPv6 1 to client",
                           "ICMPv6 2 to server",  "ICMPv6 3 to client",
                           "ICMPv6 4 to server",  "sysctl conn_reuse_mode 0",
                           "sysctl drop_entry 3", "sysctl schedule_icmp 1",
                           "sysctl secure_tcp 3"})
    EXPECT_GE(coverage.counts().contains(name) ? coverage.counts().at(name) : 0, 20) << name;
  for (const std::string& name : names_of_state_changes())
    EXPECT_TRUE(player.transitions().contains(name)) << name;
}

}  // namespace
}  // namespace hopproof::differential
