#pragma once

#include "harness/base/error.hh"
#include "harness/capture/capture.hh"
#include "harness/probe/probe_runner.hh"
#include "harness/probe/servers.hh"
#include "netns/lab.hh"
#include "netns/sample_case.hh"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hopproof::probe {

/// A client and a server on one segment, captured, with all that a probe works with. Skips where
/// the host allows no namespaces.
class LabFixture : public testing::Test {
 protected:
  void SetUp() override {
    try {
      lab_.emplace(deployment());
      capture_.emplace(loop_, lab_->tap_points());
    } catch (const std::exception& refused) {
      if (!lab_ || !capture_) GTEST_SKIP() << refused.what();
    }
    activity_.emplace(*lab_);
    quiet_.emplace(loop_, activity_->sources([this] { return capture_->seen(); }));
  }

  static Case deployment() {
    Case result;
    result.networks = {{"lan", 1500, {}}};
    const auto lan = [](const std::vector<std::string>& addresses) {
      return std::vector<Interface>{netns::sample::interface("lan", "lan", addresses)};
    };
    result.nodes = {netns::sample::node("client", lan({"10.0.0.1/24", "2001:db8::1/64"})),
                    netns::sample::node("rs1", lan({"10.0.0.2/24", "10.0.0.3/24", "2001:db8::2/64",
                                                    "2001:db8::3/64"}))};
    return result;
  }

  void serve(std::vector<Serve> serves) {
    servers_.emplace(loop_, lab_->node("rs1").space, "rs1", serves);
  }

  /// One line in a node; its output.
  std::string in_node(const std::string& node, const std::string& line) {
    const netns::Finished finished = run_command(loop_, place(node), line, background_);
    EXPECT_EQ(finished.status.code, 0) << line << ": " << finished.output;
    return finished.output;
  }

  CommandPlace place(const std::string& name) {
    netns::LabNode& node = lab_->node(name);
    return {name, &node.space, node.folder, "", {}};
  }

  std::vector<trace::Exchange> run(const Probe& probe) {
    activity_->begin_step();
    ProbeRunner runner({loop_, *quiet_, *activity_, held_, background_,
                        [this](const std::string& n) { return place(n); }});
    const auto literal = [](const AddressPattern& p) { return Endpoint{p.literal, p.port.number}; };
    return runner.run(probe, literal);
  }

  /// "http", "10.0.0.2:80"; for what has no target, the test says what to do.
  static Probe probe(const std::string& word, const std::string& target = "") {
    Probe result;
    result.kind = probe_kind(word).value();
    result.from = {"client"};
    const auto aim = [&](auto& kind) {
      if constexpr (requires { kind.target; }) {
        if (const auto endpoint = Endpoint::parse(target)) kind.target = *endpoint;
        if (const auto address = IpAddress::parse(target)) kind.target = {*address, 0};
      }
    };
    std::visit(aim, result.kind);
    return result;
  }

  EventLoop loop_;
  std::optional<netns::Lab> lab_;
  std::optional<capture::Capture> capture_;
  std::optional<LabActivity> activity_;
  std::optional<QuietWatch> quiet_;
  HeldConnections held_;
  BackgroundProcesses background_;
  std::optional<Servers> servers_;
};

}  // namespace hopproof::probe
