#include "reports/sample_result.hh"

namespace hopproof::reports {
namespace {

verdict::FindingResult bypass() {
  verdict::FindingResult finding;
  finding.id = "reply-bypasses-director";
  finding.text =
      "rs1 answers client directly: its route to 1.65.15.140 does not lead through director";
  finding.at = "rs1.lan";
  finding.evidence = {"rs1 > client: SYN-ACK 1.65.15.143:80 > 1.65.15.140:40000",
                      "client asked 100.222.111.1:8000 and knows no 1.65.15.143:80"};
  finding.crossings = {3};
  finding.rules_out = {"server-refuses-vip: rs1 answered"};
  finding.remedy = {{"rs1", "ip route add 1.65.15.140 via 1.65.15.141", "gone after a reboot"}};
  return finding;
}

verdict::WhyResult why() {
  verdict::WhyResult why;
  why.items = {"director.iptables.masquerade", "director.sysctls.net.ipv4.vs.conntrack"};
  why.rows = {
      {{}, verdict::Verdict::passed, "answered", "", {}},
      {{why.items[0]}, verdict::Verdict::failed, "timeout", "step 1", {"reply-bypasses-director"}},
      {{why.items[1]}, verdict::Verdict::failed, "timeout", "step 1", {"masquerade-not-applied"}}};
  why.sufficient = {why.items};
  why.labs_run = 3;
  why.labs_saved = 1;
  why.notes = {"items that no packet touched are left out"};
  return why;
}

verdict::FixesResult fixes() {
  verdict::FixesResult fixes;
  fixes.fixes = {
      {{{"director", "iptables -t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 -j MASQUERADE",
         "director.iptables.masquerade", "gone after a reboot"},
        {"director", "sysctl -w net.ipv4.vs.conntrack=1", "director.sysctls.net.ipv4.vs.conntrack",
         ""}},
       {"the servers see 1.65.15.141 instead of the client"},
       "@@ -8 +8 @@\n-    sysctls: {}\n+    sysctls: {net.ipv4.vs.conntrack: 1}\n"}};
  fixes.tried = {"a route on rs1: passed"};
  fixes.labs_run = 4;
  return fixes;
}

}  // namespace

void add_causes(verdict::CaseResult& result) {
  result.steps.front().findings = {bypass()};
  result.steps.front().finding_claims = {
      {{14, 7, 8}, {"reply-bypasses-director"}, {"reply-bypasses-director"}}};
  result.needs = {{"client.routes.to-vip",
                   true,
                   true,
                   "unreachable ENETUNREACH",
                   "no-route-to-vip",
                   "no-route-to-vip",
                   "client: http 100.222.111.1:8000",
                   "",
                   {20, 3, 20}},
                  {"director.sysctls.net.ipv4.ip_forward",
                   true,
                   false,
                   "answered",
                   "",
                   "director-does-not-forward",
                   "",
                   "the case passes without it",
                   {21, 3, 36}}};
  result.why = why();
  result.fixes = fixes();
  result.warnings = {{"masquerade-without-conntrack",
                      "net.ipv4.vs.conntrack is 0: the masquerade rule sees no IPVS packet",
                      "sysctl -w net.ipv4.vs.conntrack=1",
                      {9, 7, 10}}};
  result.predictions = {"100.222.111.1:8000 will not answer: the source is not rewritten"};
}

}  // namespace hopproof::reports
