#include "harness/probe/programs.hh"

#include "harness/probe/lab_fixture.hh"
#include "harness/probe/shell_command.hh"
#include "harness/probe/socket_table.hh"

namespace hopproof::probe {
namespace {

class ProgramTest : public LabFixture {
 protected:
  bool has(const std::string& tool) {
    return run_command(loop_, place("rs1"), "command -v " + tool, background_).status.code == 0;
  }
  void start(const std::string& line) {
    programs_.start(place("rs1"), {RunItem{{"1", line, {}}, {}}});
  }
  std::string failure_of(const std::string& line) {
    try {
      start(line);
    } catch (const HostError& error) {
      return error.what();
    }
    return "";
  }
  Programs programs_{loop_};
};

TEST_F(ProgramTest, ThatFailsIsNamedWithItsOutput) {
  EXPECT_EQ(failure_of("echo no such thing; exit 3"),
            "rs1: 'echo no such thing; exit 3' ended with 3:\nno such thing\n");
}

TEST_F(ProgramTest, NginxServesOurClientAndCurl) {
  if (!has("nginx")) GTEST_SKIP() << "nginx is not installed";
  for (const bool daemon : {false, true}) {
    const std::string port = daemon ? "81" : "80";
    const std::string config = std::string("daemon ") + (daemon ? "on" : "off") + "; pid p" + port +
                               "; error_log stderr; user root; events {} "
                               "http { access_log off; server { listen " +
                               port + "; return 200 \"I am rs1, you are $remote_addr\\n\"; } }";
    in_node("rs1", "cat > c" + port + " <<'END'\n" + config + "\nEND");
    start("nginx -p . -c c" + port);
    const auto exchanges = run(probe("http", "10.0.0.2:" + port));
    EXPECT_EQ(exchanges.at(0).outcome.text(), "answered");
    EXPECT_EQ(exchanges.at(0).answer, "I am rs1, you are 10.0.0.1\n");
  }
  in_node("rs1", "nginx -p . -c c81 -s stop");
}

TEST_F(ProgramTest, IsAwaitedAsItSays) {
  const auto start_when = [&](const std::string& line, const Ready& ready) {
    programs_.start(place("rs1"), {RunItem{{"1", line, {}}, ready}});
  };
  start_when("echo once > ended", {.kind = Ready::Kind::exit});
  EXPECT_EQ(run_command(loop_, place("rs1"), "cat ended", background_).output, "once\n");
  start_when("echo begun; sleep 600", {.kind = Ready::Kind::output, .output = "begun"});
  start_when("sleep 600",
             {.kind = Ready::Kind::duration, .duration = std::chrono::milliseconds(5)});
  start_when("ip address add 10.0.0.99/24 dev lan; sleep 600",
             {.kind = Ready::Kind::address, .address = IpAddress::parse("10.0.0.99")});
  EXPECT_NE(run_command(loop_, place("rs1"), "ip address", background_).output.find("10.0.0.99"),
            std::string::npos);
}

TEST_F(ProgramTest, ThatEndsWithAnErrorIsNeverReady) {
  try {
    programs_.start(place("rs1"), {RunItem{{"1", "exit 3", {}}, {.kind = Ready::Kind::exit}}});
    FAIL() << "started";
  } catch (const HostError& error) {
    EXPECT_STREQ(error.what(), "rs1: 'exit 3' ended with 3");
  }
}

TEST_F(ProgramTest, ListeningPortsAreSeen) {
  SocketTable sockets(lab_->node("rs1").space);
  EXPECT_TRUE(sockets.listening().empty());
  serve({{Serve::Protocol::http, 80}, {Serve::Protocol::udp, 53}});
  EXPECT_EQ(sockets.listening().size(), 4u);
}

TEST_F(ProgramTest, CommandsRunInOrderUpToTheFirstThatFails) {
  CommandRunner runner(loop_, *quiet_, background_,
                       [this](const std::string& n) { return place(n); });
  const netns::Finished finished =
      runner.run({"rs1", {"echo one", "echo two; exit 4", "echo three"}});
  EXPECT_EQ(finished.output, "one\ntwo\n");
  EXPECT_EQ(finished.status.code, 4);
  const netns::Finished env = runner.run({"rs1", {"echo $LC_ALL $TZ"}});
  EXPECT_EQ(env.output, "C UTC\n");
}

TEST_F(ProgramTest, WhatACommandStartsInTheBackgroundLivesOn) {
  CommandRunner runner(loop_, *quiet_, background_,
                       [this](const std::string& n) { return place(n); });
  for (const char* line :
       {"sleep 1000 >/dev/null 2>&1 & echo $! >pid", "sleep 1000 & echo $! >pid"}) {
    runner.run({"rs1", {line}});
    const std::string alive = "grep -q 'State:.[SRD]' /proc/$(cat pid)/status";
    EXPECT_EQ(runner.run({"rs1", {alive}}).status.code, 0) << line;
  }
}

TEST_F(ProgramTest, AFloodIsAnErrorThatShowsItsHeadAndTail) {
  CommandRunner runner(loop_, *quiet_, background_,
                       [this](const std::string& n) { return place(n); });
  EXPECT_THROW(runner.run({"rs1", {"yes"}}), HostError);
  const std::string said = failure_of("yes");
  EXPECT_LT(said.size(), 1000u);
  EXPECT_NE(said.find("bytes:"), std::string::npos) << said;
}

}  // namespace
}  // namespace hopproof::probe
