#include "harness/fix/fix_costs.hh"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::fix {
namespace {

std::string address_of(const std::string& endpoint) {
  const size_t colon = endpoint.rfind(':');
  return colon == std::string::npos ? endpoint : endpoint.substr(0, colon);
}

void add_hidden_clients(const verdict::CaseResult& proof, std::vector<std::string>& costs) {
  std::set<std::string> said;
  for (const verdict::StepResult& step : proof.steps) {
    for (const verdict::FlowResult& flow : step.flows) {
      if (flow.request.empty() || flow.server.empty()) continue;
      const verdict::HopResult& last = flow.request.back();
      if (last.to != flow.server || address_of(last.source) == address_of(flow.local)) continue;
      if (!said.insert(flow.server + flow.client).second) continue;
      costs.push_back(fmt::format("hides the client's address: {} saw {} instead of {} from {}",
                                  flow.server, last.tuple, flow.local, flow.client));
    }
  }
}

void add_redirects(const verdict::CaseResult& proof, std::vector<std::string>& costs) {
  std::map<std::string, std::set<std::string>> redirected;  // by sender
  int count = 0;
  for (const verdict::StepResult& step : proof.steps) {
    for (const verdict::CrossingResult& crossing : step.crossings) {
      if (crossing.kind.find("redirect") == std::string::npos) continue;
      redirected[crossing.from].insert(crossing.to);
      ++count;
    }
  }
  for (const auto& [sender, hosts] : redirected) {
    costs.push_back(fmt::format(
        "risk: {} sent ICMP redirects to {} ({} sighted); a server that accepts one answers "
        "the client directly again: net.ipv4.conf.all.send_redirects=0 and that of the interface, on "
        "{}, stop them",
        sender, fmt::join(hosts, ", "), count, sender));
  }
}

}  // namespace

std::vector<std::string> costs_of(const verdict::CaseResult& proof) {
  std::vector<std::string> costs;
  add_hidden_clients(proof, costs);
  add_redirects(proof, costs);
  return costs;
}

}  // namespace hopproof::fix
