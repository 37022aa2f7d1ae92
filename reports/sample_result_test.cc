#include "reports/sample_result.hh"

namespace hopproof::reports {
namespace {

verdict::HopResult hop(std::string from, std::string to, std::string source,
                       std::string destination, std::vector<std::string> rewritten, int frame) {
  verdict::HopResult h;
  h.hop = from + " > " + to;
  h.tuple = source + " > " + destination;
  h.network = "lan";
  h.network_interface = to + ".lan";
  h.from = std::move(from);
  h.to = std::move(to);
  h.source = std::move(source);
  h.destination = std::move(destination);
  h.rewritten = std::move(rewritten);
  h.packets = 1;
  h.ttl = 64;
  h.frame = frame;
  return h;
}

verdict::CrossingResult crossing(int id, int journey, const verdict::HopResult& h, std::string kind,
                                 std::string flow) {
  verdict::CrossingResult c;
  c.id = id;
  c.journey = journey;
  c.time_ns = 100'000LL * id;
  c.from = h.from;
  c.from_interface = c.to_interface = "lan";
  c.to = h.to;
  c.network = "lan";
  c.kind = std::move(kind);
  c.source = h.source;
  c.destination = h.destination;
  c.ttl = 64;
  c.length = 60;
  c.frame = h.frame;
  c.rewritten = h.rewritten;
  c.flow = std::move(flow);
  c.bytes_hex = "02000141";
  return c;
}

verdict::NodeResult node(std::string name, std::string role, std::vector<std::string> addresses) {
  verdict::NodeResult n;
  n.interfaces = {{"lan", "lan", "02:00:01:41:0f:8c", std::move(addresses)}};
  n.name = std::move(name);
  n.role = std::move(role);
  return n;
}

verdict::CaseResult deployment(std::string file, std::string name) {
  verdict::CaseResult result;
  result.file = std::move(file);
  result.name = std::move(name);
  result.about = "Client and real servers share a subnet.";
  result.director = "engine";
  result.kernel = "6.1.0";
  result.networks = {{"lan", 1500}};
  result.nodes = {node("client", "client", {"1.65.15.140/24"}),
                  node("director", "director", {"1.65.15.141/24", "100.222.111.1/24"}),
                  node("rs1", "real server", {"1.65.15.143/24"})};
  result.nodes[1].items = {{"director.ipvs.1", "-A -t 100.222.111.1:8000 -s rr", ""}};
  result.frames = 10;
  result.seconds = 0.125;
  return result;
}

verdict::CaseResult passed_case() {
  verdict::CaseResult result =
      deployment("cases/one-arm/masquerade.yaml", "masquerade makes one-arm work");
  result.verdict = verdict::Verdict::passed;
  verdict::StepResult step;
  step.name = step.text = "client: http 100.222.111.1:8000";
  step.kind = "probe";
  step.verdict = verdict::Verdict::passed;
  step.outcome = "answered";
  verdict::FlowResult flow{
      "client", "rs1", "tcp", "1.65.15.140:40000", "100.222.111.1:8000", "answered", "rs1", "", {},
      {},       {},    {}};
  flow.request = {hop("client", "director", "1.65.15.140:40000", "100.222.111.1:8000", {}, 1),
                  hop("director", "rs1", "1.65.15.141:40001", "1.65.15.143:80",
                      {"source", "sport", "destination", "dport"}, 3)};
  flow.reply = {hop("rs1", "director", "1.65.15.143:80", "1.65.15.141:40001", {}, 5),
                hop("director", "client", "100.222.111.1:8000", "1.65.15.140:40000",
                    {"source", "sport", "destination", "dport"}, 7)};
  step.crossings = {crossing(1, 1, flow.request[0], "SYN", "0 request"),
                    crossing(2, 1, flow.request[1], "SYN", "0 request"),
                    crossing(3, 2, flow.reply[0], "SYN-ACK", "0 reply"),
                    crossing(4, 2, flow.reply[1], "SYN-ACK", "0 reply")};
  step.counters = {{"director.iptables.masquerade", 0, 1}};
  step.flows = {std::move(flow)};
  result.steps = {std::move(step)};
  return result;
}

verdict::CaseResult failed_case() {
  verdict::CaseResult result =
      deployment("cases/one-arm/dnat-only.yaml", "<b>DNAT</b> only & nothing else");
  result.verdict = verdict::Verdict::failed;
  result.pcapng = "report/dnat-only.pcapng";
  verdict::StepResult step;
  step.name = step.text = "client: http 100.222.111.1:8000";
  step.kind = "probe";
  step.place = {12, 5, 5};
  step.verdict = verdict::Verdict::failed;
  step.outcome = "timeout";
  verdict::FlowResult flow{
      "client", "rs1", "tcp", "1.65.15.140:40000", "100.222.111.1:8000", "timeout", "", "", {},
      {},       {},    {}};
  flow.request = {
      hop("client", "director", "1.65.15.140:40000", "100.222.111.1:8000", {}, 1),
      hop("director", "rs1", "1.65.15.140:40000", "1.65.15.143:80", {"destination", "dport"}, 3)};
  flow.reply = {hop("rs1", "client", "1.65.15.143:80", "1.65.15.140:40000", {}, 5)};
  flow.expected_request = {"client > director: 1.65.15.140:40000 > 100.222.111.1:8000"};
  flow.expected_reply = {"rs1 > director: 1.65.15.143:80 > 1.65.15.140:40000",
                         "director > client: 100.222.111.1:8000 > 1.65.15.140:40000"};
  step.crossings = {crossing(1, 1, flow.request[0], "SYN", "0 request"),
                    crossing(2, 1, flow.request[1], "SYN", "0 request"),
                    crossing(3, 2, flow.reply[0], "SYN-ACK", "0 reply")};
  step.crossings[2].offending = true;
  step.flows = {std::move(flow)};
  step.mismatches = {{"reply",
                      {16, 11, 20},
                      "the reply left the expected path at rs1 > client",
                      "rs1 > director: 1.65.15.143:80 > 1.65.15.140:40000",
                      "rs1 > client: SYN-ACK 1.65.15.143:80 > 1.65.15.140:40000",
                      "rs1 > client",
                      "client.lan",
                      5,
                      "tcpdump -nr report/dnat-only.pcapng 'src host 1.65.15.143'"}};
  result.steps = {std::move(step)};
  add_causes(result);
  result.source = "case: 1\nname: DNAT only\n";
  return result;
}

}  // namespace

verdict::RunResult sample_result() {
  verdict::CaseResult skipped = deployment("cases/dr.yaml", "direct routing");
  skipped.verdict = verdict::Verdict::skipped;
  skipped.reason = "only ipvs: the engine does masquerading only";
  return {"0.1.0", {passed_case(), failed_case(), std::move(skipped)}};
}

}  // namespace hopproof::reports
