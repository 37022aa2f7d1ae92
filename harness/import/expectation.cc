#include "harness/import/expectation.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::imports {
namespace {

using verdict::FlowResult;
using verdict::HopResult;
using verdict::StepResult;

/// Ports of services and servers: the same in every run.
std::set<uint16_t> lasting_ports(const Case& deployment) {
  std::set<uint16_t> ports;
  for (const Node& node : deployment.nodes) {
    for (const Serve& serve : node.serves) ports.insert(serve.port);
    for (const IpvsItem& item : node.ipvs) {
      if (item.command.service) ports.insert(item.command.service->vip.port);
      if (item.command.server) ports.insert(item.command.server->port);
    }
  }
  return ports;
}

class Claims {
 public:
  Claims(const std::set<uint16_t>& lasting, const FlowResult& flow)
      : lasting_(lasting), client_(Endpoint::parse(flow.local)) {
    if (const auto remote = Endpoint::parse(flow.remote)) asked_ = remote->port;
    lines_.push_back("outcome: " + flow.outcome);
    add_way("request", flow.request);
    add_way("reply", flow.reply);
  }

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  void add_way(const char* name, const std::vector<HopResult>& hops) {
    if (hops.empty()) return;
    lines_.push_back(fmt::format("{}:", name));
    for (const HopResult& hop : hops)
      lines_.push_back(
          fmt::format("  {}: {} > {}", hop.hop, end(hop.source), end(hop.destination)));
  }

  /// "10.1.0.9:cport": without the port that another run would not have.
  std::string end(const std::string& text) const {
    const auto endpoint = Endpoint::parse(text);
    if (!endpoint || endpoint->port == 0) return text;
    const bool lasts = endpoint->port == asked_ || lasting_.contains(endpoint->port);
    if (lasts) return text;
    const bool is_clients = client_ && client_->address == endpoint->address;
    const std::string host = text.substr(0, text.rfind(':'));
    return fmt::format("{}:{}", host, is_clients ? "cport" : "mport");
  }

  const std::set<uint16_t>& lasting_;
  std::optional<Endpoint> client_;
  uint16_t asked_ = 0;
  std::vector<std::string> lines_;
};

/// What all connections to one server show alike; nothing where they differ.
using ClaimsByServer = std::map<std::string, std::set<std::vector<std::string>>>;

std::string indented(const std::vector<std::string>& lines, const char* first, const char* blanks) {
  std::string text;
  for (size_t i = 0; i < lines.size(); ++i)
    text += fmt::format("{}{}\n", i == 0 ? first : blanks, lines[i]);
  return text;
}

/// "finding: reply-bypasses-director", without which a finding would break the claims.
std::string finding_line(const StepResult& step) {
  std::vector<std::string> ids;
  for (const verdict::FindingResult& finding : step.findings) ids.push_back(finding.id);
  if (ids.empty()) return "";
  return ids.size() == 1 ? "finding: " + ids.front()
                         : fmt::format("finding: [{}]", fmt::join(ids, ", "));
}

ClaimsByServer claims_of(const Case& deployment, const StepResult& step) {
  const std::set<uint16_t> lasting = lasting_ports(deployment);
  ClaimsByServer found;
  for (const FlowResult& flow : step.flows)
    found[flow.server].insert(Claims(lasting, flow).lines());
  return found;
}

std::string expectation(const Case& deployment, const StepResult& step) {
  const ClaimsByServer found = claims_of(deployment, step);
  const std::string finding = finding_line(step);
  if (found.size() == 1 && found.begin()->second.size() == 1) {
    std::vector<std::string> lines = *found.begin()->second.begin();
    if (!finding.empty()) lines.insert(lines.begin() + 1, finding);
    return "    expect:\n" + indented(lines, "      ", "      ");
  }
  std::string text = finding.empty() ? "" : fmt::format("      - {}\n", finding);
  for (const auto& [server, all] : found) {
    if (server.empty() || all.size() != 1) continue;
    std::vector<std::string> lines = *all.begin();
    lines.insert(lines.begin(), fmt::format("server: {}", server));
    text += indented(lines, "      - ", "        ");
  }
  return text.empty() ? "" : "    expect:\n" + text;
}

}  // namespace

std::string with_expectations(const Case& deployment, const verdict::CaseResult& seen) {
  std::map<int, std::string> behind;
  for (const StepResult& step : seen.steps)
    if (step.kind == "probe" && step.verdict != verdict::Verdict::skipped)
      behind[step.place.line] = expectation(deployment, step);
  std::string text;
  int number = 0;
  for (const std::string_view line : lines_of(deployment.source)) {
    text += fmt::format("{}\n", line);
    if (const auto claims = behind.find(++number); claims != behind.end()) text += claims->second;
  }
  return text;
}

}  // namespace hopproof::imports
