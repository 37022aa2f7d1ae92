#include "harness/elsewhere/story.hh"

#include "harness/base/protocol.hh"
#include "harness/base/sinks.hh"
#include "harness/base/text.hh"
#include "harness/elsewhere/hops.hh"
#include "reports/wrapped_text.hh"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

constexpr std::string_view margin = "           ";           // behind "    cause  "
constexpr std::string_view inner = "                     ";  // behind "seen      "
constexpr size_t most_groups = 12;

std::string counted(size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string file_line(const CaptureFile& file) {
  std::string text = fmt::format("  {}  {}, {}", one_line(file.path == "-" ? "stdin" : file.path),
                                 file.format, counted(file.packets, "packet"));
  if (!file.node.empty()) text += fmt::format(", of {}", one_line(file.node));
  if (file.dropped > 0)
    text += fmt::format("; the kernel dropped {}: what is missing proves nothing",
                        counted(file.dropped, "packet"));
  text += "\n";
  for (const std::string& filter : file.filters)
    if (!filter.empty()) text += fmt::format("    filter: {}\n", one_line(filter));
  for (const std::string& note : file.notes) text += fmt::format("    note: {}\n", one_line(note));
  if (file.unreadable == 0) return text;
  const bool is_text = file.format == "tcpdump text";
  text += fmt::format("    {} not understood; the first:\n",
                      counted(file.unreadable, is_text ? "line" : "frame"));
  for (const std::string& example : file.examples)
    text += fmt::format("      {}\n", one_line(example));
  return text;
}

std::string captures_text(const Analysis& analysis) {
  const Evidence& evidence = analysis.evidence();
  std::string text = counted(evidence.files.size(), "capture") + "\n";
  for (const CaptureFile& file : evidence.files) text += file_line(file);
  for (const ClockPair& pair : analysis.clocks())
    text += fmt::format("  {}\n", one_line(elsewhere::text(pair, evidence)));
  for (const std::string& node : analysis.unclear_nodes())
    text += fmt::format(
        "  whose capture is {0}? no packet says it: give it as client={0}, "
        "director={0} or rs1={0} (NODE=FILE)\n",
        one_line(node));
  if (evidence.left_out > 0)
    text += fmt::format("  {} were counted only: of each connection the first ones are kept\n",
                        counted(evidence.left_out, "packet"));
  return text;
}

/// "director rewrites 100.222.111.1:8000 to 1.65.15.143:80, and leaves the source"
std::string services_text(const Analysis& analysis) {
  std::vector<std::string> lines;
  for (const View& view : analysis.views()) {
    if (!view.is_rewritten()) continue;
    const std::string source = view.is_masqueraded()
                                   ? fmt::format("and the source to {}",
                                                 view.evidence.names.text(view.back.source.address))
                                   : std::string("and leaves the source");
    std::string line =
        fmt::format("  {} rewrites {} to {}, {}\n", view.director_name(), view.service(),
                    view.evidence.text(view.back.destination), source);
    if (std::ranges::find(lines, line) == lines.end() && lines.size() < most_groups)
      lines.push_back(std::move(line));
  }
  return joined(lines, "");
}

std::string group_line(const Analysis& analysis, const Group& group) {
  size_t of_service = 0;
  for (const Group& other : analysis.groups())
    if (other.service == group.service) of_service += other.findings.size();
  const std::string at = group.server.empty() ? "" : ", all at " + group.server;
  return fmt::format("  {} of {} to {}: {}{}\n", group.findings.size(), of_service,
                     one_line(group.service), word(group.ending), one_line(at));
}

std::string overview_text(const Analysis& analysis) {
  if (analysis.groups().empty()) return "no connection is in these captures\n";
  std::string text = "connections\n";
  for (const Group& group : analysis.groups()) text += group_line(analysis, group);
  if (analysis.left_aside() > 0)
    text += fmt::format("  {} to other services, left aside (--vip ADDRESS:PORT chooses)\n",
                        analysis.left_aside());
  return text;
}

bool is_part(const verdict::HopResult& hop, std::string_view part) {
  return std::ranges::find(hop.rewritten, part) != hop.rewritten.end();
}

std::string marked(const verdict::HopResult& hop, const std::string& end, std::string_view address,
                   std::string_view port) {
  const size_t colon = end.find_last_of(':');
  const bool has_port = colon != end.npos && end.find(':') == colon;
  std::string text = has_port ? end.substr(0, colon) : end;
  if (is_part(hop, address)) text += '*';
  if (has_port) text += end.substr(colon) + (is_part(hop, port) ? "*" : "");
  return text;
}

std::string marked_source(const verdict::HopResult& hop) {
  return one_line(marked(hop, hop.source, "source", "sport"));
}
std::string marked_destination(const verdict::HopResult& hop) {
  return one_line(marked(hop, hop.destination, "destination", "dport"));
}

/// How wide the columns of the hops are.
struct HopWidths {
  size_t hop = 0, source = 0, destination = 0;

  void take(const std::vector<SeenHop>& hops) {
    for (const SeenHop& seen : hops) {
      hop = std::max(hop, seen.hop.hop.size());
      source = std::max(source, marked_source(seen.hop).size());
      destination = std::max(destination, marked_destination(seen.hop).size());
    }
  }
};

std::string hop_text(std::string_view way, const SeenHop& seen, const HopWidths& widths,
                     const reports::Paint& paint) {
  const verdict::HopResult& hop = seen.hop;
  const std::string packets =
      seen.observation == Observation::seen
          ? fmt::format("{}, {}, {}", seen.kind, counted(size_t(hop.packets), "packet"), seen.where)
          : seen.where;
  return fmt::format("      {:<8}{:<{}}  {:<{}} > {:<{}}  {}\n", way, one_line(hop.hop), widths.hop,
                     marked_source(hop), widths.source, marked_destination(hop), widths.destination,
                     paint.faint(one_line(packets)));
}

std::string way_text(const View& view, const Coverage& coverage, const reports::Paint& paint) {
  const SeenWay way = way_of(view, coverage);
  HopWidths widths;
  widths.take(way.request);
  widths.take(way.reply);
  std::string text;
  for (const auto& [name, hops] :
       {std::pair("request", &way.request), std::pair("reply", &way.reply)})
    for (const SeenHop& hop : *hops)
      text += hop_text(&hop == &hops->front() ? name : "", hop, widths, paint);
  return text;
}

std::string listed(std::string_view name, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += fmt::format("{}{:<10}{}", margin, text.empty() ? name : "",
                        reports::wrapped(printable(line), inner));
  return text;
}

std::string commands_text(std::string_view name, const std::vector<verdict::RemedyResult>& commands,
                          const reports::Paint& paint) {
  std::string text;
  for (const verdict::RemedyResult& one : commands)
    text +=
        fmt::format("{}{:<10}{}: {}  {}\n", margin, text.empty() ? name : "", one_line(one.node),
                    one_line(one.command), paint.faint("# " + one_line(one.note)));
  return text;
}

std::string causes_of(const Conclusion& conclusion) {
  std::string text;
  for (const FindingId id : conclusion.ids)
    text += (text.empty() ? "" : ", ") + std::string(word(id));
  return text;
}

std::vector<std::string> evidence_of(const Conclusion& conclusion, const Evidence& evidence) {
  std::vector<std::string> lines;
  for (const int packet : conclusion.evidence) lines.push_back(evidence.cite(packet));
  lines.insert(lines.end(), conclusion.said.begin(), conclusion.said.end());
  return lines;
}

std::string conclusion_text(const Conclusion& conclusion, const Evidence& evidence,
                            const reports::Paint& paint) {
  const bool open = conclusion.certainty == Certainty::cannot_tell;
  const std::string at = conclusion.at.empty() ? "" : " at " + conclusion.at;
  std::string text = fmt::format(
      "    cause  {} ({}){}\n", paint.strong(open ? "cannot tell" : causes_of(conclusion)),
      open ? "from these captures alone" : std::string(word(conclusion.certainty)), one_line(at));
  text += std::string(margin) + reports::wrapped(printable(conclusion.text), margin);
  text += listed("seen", evidence_of(conclusion, evidence));
  if (open && !conclusion.ids.empty()) text += listed("may be", {causes_of(conclusion)});
  text += listed("ruled out", conclusion.rules_out);
  text += commands_text("decide", conclusion.decide, paint);
  return text + commands_text("try", conclusion.remedy, paint);
}

std::string group_text(const Analysis& analysis, const Group& group, const Coverage& coverage,
                       const reports::Paint& paint) {
  const Finding& finding = analysis.findings()[group.findings.front()];
  const View& view = analysis.views()[finding.view];
  const size_t count = group.findings.size();
  std::string text =
      fmt::format("\n{}{} {}  {}\n", count == 1 ? "" : fmt::format("one of {}: ", count),
                  protocol::name(view.front.protocol),
                  one_line(analysis.evidence().text(view.front)), word(view.ending));
  text += way_text(view, coverage, paint);
  if (finding.conclusion) text += conclusion_text(*finding.conclusion, analysis.evidence(), paint);
  return text;
}

verdict::FindingResult finding_result(const Conclusion& conclusion, const Evidence& evidence) {
  verdict::FindingResult result;
  const bool open = conclusion.certainty == Certainty::cannot_tell;
  result.id = open ? std::string(word(FindingId::unexplained)) : causes_of(conclusion);
  result.text = conclusion.text;
  result.at = conclusion.at;
  result.evidence = evidence_of(conclusion, evidence);
  result.evidence.push_back("certainty: " + std::string(word(conclusion.certainty)));
  if (open && !conclusion.ids.empty())
    result.evidence.push_back("may be: " + causes_of(conclusion));
  result.flows = {0};
  result.rules_out = conclusion.rules_out;
  result.remedy = conclusion.remedy;
  for (verdict::RemedyResult command : conclusion.decide) {
    command.note = "decides: " + command.note;
    result.remedy.push_back(std::move(command));
  }
  return result;
}

verdict::FlowResult flow_result(const View& view, const Coverage& coverage) {
  const SeenWay way = way_of(view, coverage);
  verdict::FlowResult flow;
  flow.client = view.client_name();
  flow.server = view.is_rewritten() ? view.server_name() : "";
  flow.protocol = protocol::tcpdump_name(view.front.protocol);
  flow.local = view.evidence.text(view.front.source);
  flow.remote = view.evidence.text(view.front.destination);
  flow.outcome = word(view.ending);
  for (const SeenHop& hop : way.request) flow.request.push_back(hop.hop);
  for (const SeenHop& hop : way.reply) flow.reply.push_back(hop.hop);
  return flow;
}

verdict::StepResult step_result(const Analysis& analysis, const Group& group,
                                const Coverage& coverage, int number) {
  const Finding& finding = analysis.findings()[group.findings.front()];
  const View& view = analysis.views()[finding.view];
  verdict::StepResult step;
  step.number = number;
  step.kind = "probe";
  step.text = step.name = std::string(trimmed(group_line(analysis, group)));
  step.verdict = finding.conclusion ? verdict::Verdict::failed : verdict::Verdict::passed;
  step.outcome = word(view.ending);
  step.flows = {flow_result(view, coverage)};
  if (finding.conclusion)
    step.findings = {finding_result(*finding.conclusion, analysis.evidence())};
  return step;
}

std::vector<verdict::NodeResult> nodes_of(const Analysis& analysis) {
  std::vector<verdict::NodeResult> nodes;
  for (int node = 0; node < int(analysis.evidence().nodes.size()); ++node) {
    verdict::NodeResult result;
    result.name = analysis.evidence().nodes[size_t(node)];
    result.role = "node";
    for (const View& view : analysis.views()) {
      if (view.client == node) result.role = "client";
      if (view.server == node) result.role = "real server";
      if (view.director == node && view.is_rewritten()) result.role = "director";
    }
    nodes.push_back(std::move(result));
  }
  return nodes;
}

}  // namespace

std::string story_text(const Analysis& analysis, const reports::Paint& paint) {
  const Coverage coverage(analysis.evidence());
  std::string text = captures_text(analysis) + services_text(analysis) + overview_text(analysis);
  size_t shown = 0;
  for (const Group& group : analysis.groups()) {
    if (++shown > most_groups) break;
    text += group_text(analysis, group, coverage, paint);
  }
  if (analysis.groups().size() > most_groups)
    text += fmt::format("\n{} more kinds of connections, in --json\n",
                        analysis.groups().size() - most_groups);
  return text;
}

verdict::RunResult as_run(const Analysis& analysis, const std::string& version) {
  const Coverage coverage(analysis.evidence());
  verdict::CaseResult result;
  result.name = "captures taken elsewhere";
  result.director = "captures";
  result.verdict = analysis.has_problem() ? verdict::Verdict::failed : verdict::Verdict::passed;
  result.nodes = nodes_of(analysis);
  for (const CaptureFile& file : analysis.evidence().files) {
    result.file += (result.file.empty() ? "" : " ") + file.path;
    result.frames += file.packets;
    result.frames_lost += file.dropped;
  }
  result.id = "captures";
  for (const ClockPair& pair : analysis.clocks())
    result.notes.push_back(text(pair, analysis.evidence()));
  for (const Group& group : analysis.groups())
    result.steps.push_back(step_result(analysis, group, coverage, int(result.steps.size()) + 1));
  verdict::RunResult run;
  run.version = version;
  run.cases.push_back(std::move(result));
  return run;
}

}  // namespace hopproof::elsewhere
