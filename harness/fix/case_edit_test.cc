#include "harness/fix/case_edit.hh"

#include "harness/case/ablation.hh"
#include "harness/case/load.hh"
#include "harness/fix/unified_diff.hh"
#include "harness/fix/yaml_text.hh"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace hopproof::fix {
namespace {

using Kind = CaseEdit::Kind;

constexpr const char* source_text = R"(case: 1
name: every way to write a section
networks: {lan: {}}
nodes:
  block:
    interfaces: {lan: 10.0.0.1/24}
    # what it knows
    routes:
      gateway: default via 10.0.0.9   # the way out

    sysctls: {net.ipv4.ip_forward: 1}
    ipvs:
      - -A -t 10.0.0.1:80 -s rr
      - "-a -t 10.0.0.1:80 -r 10.0.0.5:80 -m"
    iptables: |
      -P FORWARD DROP
      -A INPUT -p tcp -j ACCEPT
  flow: {interfaces: {lan: 10.0.0.5/24}, serves: [http:80], routes: default via 10.0.0.1}
  bare: {interfaces: {lan: 10.0.0.6/24}}
  list:
    interfaces: {lan: 10.0.0.7/24}
    iptables: [-A INPUT -s 10.0.0.5 -j DROP, -A INPUT -p tcp -j ACCEPT]
  pasted:
    interfaces: {lan: 10.0.0.8/24}
    sysctls: |
      net.ipv4.ip_forward = 0
      net.ipv4.conf.all.rp_filter = 1
    ipvs: |
      TCP  10.0.0.8:80 rr
        -> 10.0.0.5:80 Masq 1 0 0
# the end
steps:
  - probe: {from: flow, ping: 10.0.0.1}
)";

/// What the edit changes, as a diff without its head.
std::string change(const CaseEdit& edit) {
  const auto edited = edited_source(edit, source_text);
  if (!edited) return "cannot";
  const LoadedCase loaded = parse_case(*edited, "case.yaml");
  EXPECT_TRUE(loaded.parsed) << render(loaded.diagnostics, "case.yaml", *edited) << *edited;
  std::string lines;
  std::istringstream diff(unified_diff("case.yaml", source_text, *edited));
  for (std::string line; std::getline(diff, line);) {
    const bool head = line.starts_with("---") || line.starts_with("+++");
    if (!head && (line[0] == '+' || line[0] == '-')) lines += line + "\n";
  }
  return lines;
}

CaseEdit add(const std::string& node, const std::string& section, const std::string& name,
             const std::string& text) {
  return {Kind::add, {"nodes", node, section}, name, text, ""};
}

TEST(CaseEdit, AddsToABlockMap) {
  EXPECT_EQ(change(add("block", "routes", "back", "10.1.0.0/24 via 10.0.0.9")),
            "+      back: 10.1.0.0/24 via 10.0.0.9\n");
}

TEST(CaseEdit, AddsToABlockList) {
  EXPECT_EQ(change(add("block", "ipvs", "3", "-a -t 10.0.0.1:80 -r 10.0.0.6:80 -m")),
            "+      - -a -t 10.0.0.1:80 -r 10.0.0.6:80 -m\n");
}

TEST(CaseEdit, AddsToAPastedBlock) {
  EXPECT_EQ(change(add("block", "iptables", "3", "-A FORWARD -j ACCEPT")),
            "+      -A FORWARD -j ACCEPT\n");
}

TEST(CaseEdit, AddsToAndReplacesInPrints) {
  EXPECT_EQ(change(add("pasted", "ipvs", "3", "-a -t 10.0.0.8:80 -r 10.0.0.6:80 -m")),
            "+      -a -t 10.0.0.8:80 -r 10.0.0.6:80 -m\n");
  EXPECT_EQ(change(add("pasted", "sysctls", "net.ipv4.vs.conntrack", "1")),
            "+      net.ipv4.vs.conntrack: 1\n");
  EXPECT_EQ(
      change({Kind::replace, {"nodes", "pasted", "sysctls"}, "net.ipv4.ip_forward", "1", "0"}),
      "-      net.ipv4.ip_forward = 0\n+      net.ipv4.ip_forward: 1\n");
}

TEST(CaseEdit, AddsToAFlowMap) {
  EXPECT_EQ(change(add("block", "sysctls", "net.ipv4.vs.conntrack", "1")),
            "-    sysctls: {net.ipv4.ip_forward: 1}\n"
            "+    sysctls: {net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}\n");
}

TEST(CaseEdit, AddsToASingleText) {
  EXPECT_EQ(change(add("flow", "routes", "2", "10.1.0.0/24 via 10.0.0.9")),
            "-  flow: {interfaces: {lan: 10.0.0.5/24}, serves: [http:80], routes: default via "
            "10.0.0.1}\n"
            "+  flow: {interfaces: {lan: 10.0.0.5/24}, serves: [http:80], routes: [default via "
            "10.0.0.1, 10.1.0.0/24 via 10.0.0.9]}\n");
}

TEST(CaseEdit, AddsASectionInBraces) {
  EXPECT_EQ(change(add("bare", "routes", "gateway", "default via 10.0.0.1")),
            "-  bare: {interfaces: {lan: 10.0.0.6/24}}\n"
            "+  bare: {interfaces: {lan: 10.0.0.6/24}, routes: {gateway: default via 10.0.0.1}}\n");
}

TEST(CaseEdit, AddsASectionToABlock) {
  EXPECT_EQ(change(add("list", "sysctls", "net.ipv4.ip_forward", "1")),
            "+    sysctls: {net.ipv4.ip_forward: 1}\n");
}

TEST(CaseEdit, QuotesWhatNeedsIt) {
  EXPECT_EQ(yaml_scalar("10.0.0.1 via 10.0.0.2"), "10.0.0.1 via 10.0.0.2");
  EXPECT_EQ(yaml_scalar("-A INPUT ! -s 10.0.0.1 -j DROP"), "-A INPUT ! -s 10.0.0.1 -j DROP");
  EXPECT_EQ(yaml_scalar("[2001:db8::1]:80"), "\"[2001:db8::1]:80\"");
  EXPECT_EQ(yaml_scalar("a \"b\" \\c"), "\"a \\\"b\\\" \\\\c\"");
  EXPECT_EQ(yaml_scalar("a: b"), "\"a: b\"");
}

TEST(CaseEdit, ReplacesAValue) {
  EXPECT_EQ(change({Kind::replace, {"nodes", "block", "sysctls"}, "net.ipv4.ip_forward", "0", ""}),
            "-    sysctls: {net.ipv4.ip_forward: 1}\n+    sysctls: {net.ipv4.ip_forward: 0}\n");
}

TEST(CaseEdit, ReplacesAQuotedLine) {
  EXPECT_EQ(change({Kind::replace,
                    {"nodes", "block", "ipvs"},
                    "2",
                    "-a -t 10.0.0.1:80 -r 10.0.0.5:81 -m",
                    "-a -t 10.0.0.1:80 -r 10.0.0.5:80 -m"}),
            "-      - \"-a -t 10.0.0.1:80 -r 10.0.0.5:80 -m\"\n"
            "+      - -a -t 10.0.0.1:80 -r 10.0.0.5:81 -m\n");
}

TEST(CaseEdit, RemovesALine) {
  EXPECT_EQ(
      change(
          {Kind::remove, {"nodes", "list", "iptables"}, "1", "-A INPUT -s 10.0.0.5 -j DROP", ""}),
      "-    iptables: [-A INPUT -s 10.0.0.5 -j DROP, -A INPUT -p tcp -j ACCEPT]\n"
      "+    iptables: [-A INPUT -p tcp -j ACCEPT]\n");
  EXPECT_EQ(
      change({Kind::remove, {"nodes", "list", "iptables"}, "2", "-A INPUT -p tcp -j ACCEPT", ""}),
      "-    iptables: [-A INPUT -s 10.0.0.5 -j DROP, -A INPUT -p tcp -j ACCEPT]\n"
      "+    iptables: [-A INPUT -s 10.0.0.5 -j DROP]\n");
  EXPECT_EQ(change({Kind::remove, {"nodes", "block", "iptables"}, "1", "-P FORWARD DROP", ""}),
            "-      -P FORWARD DROP\n");
}

TEST(CaseEdit, RemovesTheLastLine) {
  EXPECT_EQ(
      change({Kind::remove, {"nodes", "block", "routes"}, "gateway", "default via 10.0.0.9", ""}),
      "-    routes:\n-      gateway: default via 10.0.0.9   # the way out\n"
      "+    routes: []   # the way out\n");
}

TEST(CaseEdit, SaysWhatItCannot) {
  EXPECT_EQ(change({Kind::remove, {"nodes", "block", "ipvs"}, "7", "-A -t 10.0.0.7:80", ""}),
            "cannot");
  EXPECT_EQ(change(add("nobody", "routes", "a", "default via 10.0.0.1")), "cannot");
}

/// Every case of the project can be given a route and a sysctl, and nothing else in it changes.
TEST(CaseEdit, WorksOnEveryCase) {
  size_t seen = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(HOPPROOF_SOURCE_DIR "/cases")) {
    const LoadedCase loaded = load_case(entry.path());
    if (entry.path().extension() != ".yaml" || !loaded.parsed) continue;
    const Node& node = loaded.parsed->nodes.front();
    const std::string name = "net.ipv4.tcp_retries1";
    const auto edited = edited_source(add(node.name, "sysctls", name, "4"), loaded.source);
    ASSERT_TRUE(edited) << entry.path();
    const LoadedCase again = parse_case(*edited, "edited.yaml");
    ASSERT_TRUE(again.parsed) << entry.path()
                              << render(again.diagnostics, "edited.yaml", again.source);
    auto paths = item_paths(*again.parsed);
    EXPECT_EQ(std::erase(paths, node.name + ".sysctls." + name), 1u) << entry.path();
    EXPECT_EQ(paths, item_paths(*loaded.parsed)) << entry.path();
    ++seen;
  }
  EXPECT_GT(seen, 50u);
}

TEST(UnifiedDiff, IsForPatch) {
  EXPECT_EQ(unified_diff("f", "a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nd\nE\nf\ng\n"),
            "--- a/f\n+++ b/f\n@@ -2,6 +2,6 @@\n b\n c\n d\n-e\n+E\n f\n g\n");
  EXPECT_EQ(unified_diff("f", "a\n", "a\n"), "");
}

TEST(UnifiedDiff, CutsFarChangesApart) {
  std::string before, after;
  for (int i = 0; i < 20; ++i) before += std::to_string(i) + "\n";
  for (int i = 0; i < 20; ++i) after += (i == 2 || i == 17 ? "x" : std::to_string(i)) + "\n";
  const std::string diff = unified_diff("f", before, after);
  EXPECT_NE(diff.find("@@ -1,6 +1,6 @@\n"), std::string::npos) << diff;
  EXPECT_NE(diff.find("@@ -15,6 +15,6 @@\n"), std::string::npos) << diff;
}

}  // namespace
}  // namespace hopproof::fix
