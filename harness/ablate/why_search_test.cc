#include "harness/ablate/why_search.hh"

#include "harness/ablate/touched.hh"
#include "harness/case/load.hh"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::ablate {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Items = WhySearch::Items;

Case deployment(const std::string& routes) {
  const LoadedCase loaded = parse_case(
      "case: 1\nname: ways\nnetworks: {lan: {}}\nnodes:\n"
      "  rs1:\n    interfaces: {lan: 10.2.0.5/24}\n    routes: " +
          routes + "\nsteps:\n  - probe: {from: rs1, ping: 10.1.0.9}\n",
      "ways.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "ways.yaml", loaded.source), "");
  return loaded.parsed.value_or(Case{});
}

constexpr const char* removed_address = "rs1.interfaces.lan.10.2.0.5/24";

/// A result of which not every packet is known, so that all items count as touched.
verdict::CaseResult result_of(bool passes) {
  verdict::CaseResult result;
  result.verdict = passes ? verdict::Verdict::passed : verdict::Verdict::failed;
  verdict::StepResult step;
  step.verdict = result.verdict;
  step.outcome = passes ? "answered" : "timeout";
  step.crossings_left_out = 1;
  result.steps = {step};
  return result;
}

using World = std::function<bool(const Items&)>;

verdict::WhyResult search_all(const Case& whole, const World& passes, int most_labs = 400) {
  WhySearch search(whole, most_labs);
  for (auto labs = search.next(); !labs.empty(); labs = search.next()) {
    for (const WhySearch::Lab& lab : labs) search.take(lab, result_of(passes(lab.present)));
  }
  return search.result();
}

TEST(WhySearch, WhereEverythingIsNeededTheWholeIsMinimal) {
  const Case whole = deployment("{a: 10.1.0.0/24 via 10.2.0.1, b: 10.3.0.0/24 via 10.2.0.1}");
  const verdict::WhyResult found =
      search_all(whole, [](const Items& present) { return present.size() == 3; });
  EXPECT_THAT(found.sufficient,
              ElementsAre(ElementsAre(removed_address, "rs1.routes.a", "rs1.routes.b")));
  EXPECT_EQ(found.labs_run, 4);
  EXPECT_EQ(found.labs_saved, 4);
  ASSERT_THAT(found.rows, SizeIs(4));
  EXPECT_THAT(found.rows[0].removed, IsEmpty());
  // The routes go with the address that was the way to their gateway.
  EXPECT_THAT(found.rows[3].removed, ElementsAre(removed_address, "rs1.routes.a", "rs1.routes.b"));
  EXPECT_EQ(found.rows[1].outcome, "timeout");
}

TEST(WhySearch, FindsEveryAlternative) {
  const Case whole = deployment(
      "{a: 10.1.0.0/24 via 10.2.0.1, b: 10.0.0.0/8 via 10.2.0.1, c: 10.9.0.0/16 via 10.2.0.1}");
  const verdict::WhyResult found = search_all(whole, [](const Items& present) {
    return present.contains(removed_address) &&
           (present.contains("rs1.routes.a") || present.contains("rs1.routes.b"));
  });
  EXPECT_THAT(found.sufficient, ElementsAre(ElementsAre(removed_address, "rs1.routes.a"),
                                            ElementsAre(removed_address, "rs1.routes.b")));
}

TEST(WhySearch, SaysWhereMoreIsWorse) {
  const Case whole = deployment("{bad: 10.1.0.0/24 via 10.2.0.1, cure: 10.0.0.0/8 via 10.2.0.1}");
  const verdict::WhyResult found = search_all(whole, [](const Items& present) {
    return present.contains(removed_address) &&
           (!present.contains("rs1.routes.bad") || present.contains("rs1.routes.cure"));
  });
  EXPECT_THAT(found.sufficient, ElementsAre(ElementsAre(removed_address)));
  EXPECT_THAT(found.notes, Contains(HasSubstr("fails when rs1.routes.bad is added")));
}

TEST(WhySearch, AMinimalSetHasEveryOneSmallerSetRun) {
  const Case whole = deployment("{a: 10.1.0.0/24 via 10.2.0.1, b: 10.3.0.0/24 via 10.2.0.1}");
  const verdict::WhyResult found = search_all(
      whole, [](const Items& present) { return present.size() == 3; }, 3);
  EXPECT_THAT(found.sufficient, IsEmpty());
  EXPECT_THAT(found.notes, Contains(HasSubstr("ended at 3 labs")));
}

TEST(WhySearch, EndsWhereManyItemsMatterToEachOther) {
  std::string routes = "{";
  for (int i = 0; i < 16; ++i) routes += fmt::format("r{}: 10.9.{}.0/24 via 10.2.0.1, ", i, i);
  const Case whole = deployment(routes + "}");
  // r0 and one of r1, r2; nothing tells that the others are of no use.
  const verdict::WhyResult found = search_all(whole, [](const Items& present) {
    const auto has = [&](const char* name) { return present.contains(name); };
    return has("rs1.routes.r0") && (has("rs1.routes.r1") || has("rs1.routes.r2"));
  });
  EXPECT_THAT(found.sufficient,
              ElementsAre(ElementsAre(removed_address, "rs1.routes.r0", "rs1.routes.r1"),
                          ElementsAre(removed_address, "rs1.routes.r0", "rs1.routes.r2")));
  EXPECT_LT(found.labs_run, 100);
  EXPECT_THAT(found.notes, SizeIs(1));
}

TEST(WhySearch, SaysInOneSentenceWhatMakesItWorse) {
  const Case whole = deployment(
      "{a: 10.1.0.0/24 via 10.2.0.1, b: 10.3.0.0/24 via 10.2.0.1, c: 10.4.0.0/24 via 10.2.0.1}");
  // a does harm, unless b and c are there.
  const verdict::WhyResult found = search_all(whole, [](const Items& present) {
    const auto has = [&](const char* name) { return present.contains(name); };
    return has(removed_address) &&
           (!has("rs1.routes.a") || (has("rs1.routes.b") && has("rs1.routes.c")));
  });
  EXPECT_THAT(found.sufficient, ElementsAre(ElementsAre(removed_address)));
  ASSERT_THAT(found.notes, SizeIs(2));
  EXPECT_THAT(found.notes[0], HasSubstr("fails when rs1.routes.a and rs1.routes.b, or "
                                        "rs1.routes.a and rs1.routes.c is added"));
}

/// A packet from rs1 to 10.1.0.9, and nothing else.
verdict::CaseResult one_packet() {
  verdict::CaseResult result = result_of(true);
  result.steps.front().crossings_left_out = 0;
  verdict::CrossingResult crossing;
  crossing.from = "rs1";
  crossing.to = "gateway";
  crossing.source = "10.2.0.5";
  crossing.destination = "10.1.0.9";
  result.steps.front().crossings = {crossing};
  return result;
}

TEST(WhySearch, NeedsNoLabForWhatNothingTouched) {
  const Case whole = deployment("{a: 10.1.0.0/24 via 10.2.0.1, b: 10.3.0.0/24 via 10.2.0.1}");
  WhySearch search(whole);
  const auto first = search.next();
  ASSERT_THAT(first, SizeIs(1));
  search.take(first.front(), one_packet());
  for (auto labs = search.next(); !labs.empty(); labs = search.next()) {
    for (const WhySearch::Lab& lab : labs) {
      const bool works = lab.present.contains("rs1.routes.a");
      search.take(lab, works ? one_packet() : result_of(false));
    }
  }
  const verdict::WhyResult found = search.result();
  EXPECT_THAT(found.sufficient, ElementsAre(ElementsAre(removed_address, "rs1.routes.a")));
  EXPECT_THAT(found.notes, Contains(HasSubstr("touched them: rs1.routes.b")));
  // The set was run itself, and each that is one smaller; nothing was run to see that b can go.
  for (const verdict::AblationResult& row : found.rows)
    EXPECT_THAT(row.removed, Not(ElementsAre("rs1.routes.a", "rs1.routes.b", removed_address)));
  EXPECT_EQ(found.labs_run, 5);
}

TEST(Touched, IsTheRouteThatALookupTakes) {
  const Case ran = deployment("{a: 10.1.0.0/24 via 10.2.0.1, b: 10.1.0.0/16 via 10.2.0.1}");
  EXPECT_THAT(touched_items(ran, one_packet()), ElementsAre(removed_address, "rs1.routes.a"));
}

TEST(Touched, IsEverythingWhenPacketsAreMissing) {
  const Case ran = deployment("{a: 10.1.0.0/24 via 10.2.0.1, b: 10.1.0.0/16 via 10.2.0.1}");
  EXPECT_THAT(touched_items(ran, result_of(true)), SizeIs(3));
}

Case director() {
  const LoadedCase loaded = parse_case(R"(case: 1
name: a director
networks: {lan: {}}
nodes:
  director:
    interfaces: {lan: [10.2.0.1/24, 10.2.0.99/24, 10.2.0.98/24]}
    sysctls: {net.ipv4.ip_forward: 1, net.ipv4.conf.all.rp_filter: 0}
    ipvs:
      asked: -A -t 10.2.0.99:80 -s rr
      asked-rs: -a -t 10.2.0.99:80 -r 10.2.0.5:80 -m
      idle: -A -t 10.2.0.99:81 -s rr
      idle-rs: -a -t 10.2.0.99:81 -r 10.2.0.5:80 -m
    iptables:
      used: -A INPUT -p tcp -j ACCEPT
      unused: -A INPUT -p udp -j ACCEPT
      tracking: -A INPUT -m conntrack --ctstate INVALID -j DROP
      policy: -P FORWARD DROP
  client: {interfaces: {lan: 10.2.0.9/24}}
steps:
  - probe: {from: client, http: 10.2.0.99:80}
)",
                                       "director.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "director.yaml", loaded.source), "");
  return loaded.parsed.value_or(Case{});
}

TEST(Touched, IsWhatCountedAndWhatLeavesNoTrace) {
  verdict::CaseResult result = one_packet();
  result.steps.front().counters = {{"director.iptables.used", 0, 3},
                                   {"director.iptables.unused", 0, 0},
                                   {"director.iptables.tracking", 0, 0},
                                   {"director.iptables.policy", 0, 0}};
  const Items touched = touched_items(director(), result);
  for (const char* item :
       {"director.iptables.used", "director.iptables.tracking", "director.iptables.policy",
        "director.ipvs.asked", "director.ipvs.asked-rs", "director.sysctls.net.ipv4.ip_forward",
        "director.interfaces.lan.10.2.0.99/24", "director.interfaces.lan.10.2.0.1/24"})
    EXPECT_TRUE(touched.contains(item)) << item;
  for (const char* item :
       {"director.iptables.unused", "director.ipvs.idle", "director.ipvs.idle-rs",
        "director.sysctls.net.ipv4.conf.all.rp_filter", "director.interfaces.lan.10.2.0.98/24"})
    EXPECT_FALSE(touched.contains(item)) << item;
}

}  // namespace
}  // namespace hopproof::ablate
