#include "reports/html/step_section.hh"

#include "reports/html/escape.hh"
#include "reports/html/ladder.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::html {
namespace {

std::string marked(const HopResult& hop, std::string_view field, const std::string& text) {
  const bool rewritten = std::ranges::find(hop.rewritten, field) != hop.rewritten.end();
  return rewritten ? fmt::format("<mark>{}*</mark>", escape(text)) : escape(text);
}

std::string endpoint(const HopResult& hop, const std::string& end, std::string_view address,
                     std::string_view port) {
  const size_t colon = end.rfind(':');
  const bool has_port =
      colon != std::string::npos && (end.front() == '[' || end.find(':') == colon);
  if (!has_port) return marked(hop, address, end);
  return marked(hop, address, end.substr(0, colon)) + ":" +
         marked(hop, port, end.substr(colon + 1));
}

std::string hop_row(const char* way, const HopResult& hop) {
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td class=\"tuple\">{}</td><td "
      "class=\"tuple\">{}</td><td>{}</td><td>{}</td>"
      "<td>{}</td></tr>\n",
      way, escape(hop.hop), endpoint(hop, hop.source, "source", "sport"),
      endpoint(hop, hop.destination, "destination", "dport"), hop.ttl, hop.packets, hop.frame);
}

std::string hop_table(const FlowResult& flow) {
  std::string rows;
  for (const HopResult& hop : flow.request) rows += hop_row("request", hop);
  for (const HopResult& hop : flow.reply) rows += hop_row("reply", hop);
  if (rows.empty()) return "<p class=\"note\">No packet of it was on a wire.</p>\n";
  return "<div class=\"scroll\"><table "
         "class=\"hops\"><thead><tr><th>way</th><th>hop</th><th>source</th>"
         "<th>destination</th><th>ttl</th><th>packets</th><th>first "
         "frame</th></tr></thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::vector<const CrossingResult*> crossings_of(const StepResult& step, const std::string& flow) {
  std::vector<const CrossingResult*> found;
  for (const CrossingResult& crossing : step.crossings) {
    if (crossing.flow.substr(0, crossing.flow.find(' ')) == flow) found.push_back(&crossing);
  }
  return found;
}

std::string flow_section(const StepResult& step, const FlowResult& flow, size_t index) {
  const std::string title = fmt::format("{} {} > {}", flow.protocol, flow.local, flow.remote);
  const std::string server = flow.server.empty() ? "" : " - real server " + flow.server;
  return fmt::format("<h5>{} - <strong>{}</strong>{}</h5>\n", escape(title), escape(flow.outcome),
                     escape(server)) +
         hop_table(flow) + ladder(crossings_of(step, std::to_string(index)), "ladder of " + title);
}

/// "rs1 > client, interface client.lan, frame 42, line 19 of the case"
std::string where(const MismatchResult& mismatch) {
  std::vector<std::string> parts;
  if (!mismatch.hop.empty()) parts.push_back(mismatch.hop);
  if (!mismatch.interface.empty()) parts.push_back("interface " + mismatch.interface);
  if (mismatch.frame > 0) parts.push_back(fmt::format("frame {}", mismatch.frame));
  if (mismatch.place.line > 0)
    parts.push_back(fmt::format("line {} of the case", mismatch.place.line));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string mismatch_panel(const MismatchResult& mismatch) {
  std::string rows;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty())
      rows += fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", name, escape(value));
  };
  add("wanted", mismatch.wanted);
  add("saw", mismatch.seen);
  add("at", where(mismatch));
  const std::string command =
      mismatch.command.empty()
          ? ""
          : fmt::format("<pre class=\"command\">{}</pre>\n", escape(mismatch.command));
  return fmt::format(
      "<div class=\"mismatch\"><p><strong>&#9873; {}</strong></p>\n<table>{}</table>{}</div>\n",
      escape(mismatch.message), rows, command);
}

std::string counters_table(const StepResult& step) {
  if (step.counters.empty()) return "";
  std::string rows;
  for (const CounterResult& c : step.counters)
    rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>+{}</td></tr>\n", escape(c.path),
                        c.before, c.after, c.moved());
  return "<h5>counters</h5><table><thead><tr><th>counter</th><th>before</th><th>after</"
         "th><th>moved</th></tr></thead>"
         "<tbody>" +
         rows + "</tbody></table>\n";
}

std::string other_packets(const StepResult& step) {
  const auto others = crossings_of(step, "");
  if (others.empty()) return "";
  return fmt::format(
      "<details><summary>{} other packets (ARP, resets, ICMP)</summary>{}</details>\n",
      others.size(), ladder(others, "other packets of this step"));
}

std::string output_block(const StepResult& step) {
  if (step.output.empty()) return "";
  return fmt::format("<h5>output</h5><pre>{}</pre>\n", escape(step.output));
}

}  // namespace

std::string step_section(const CaseResult& result, const StepResult& step) {
  std::string body;
  for (const MismatchResult& mismatch : step.mismatches) body += mismatch_panel(mismatch);
  for (const std::string& claim : step.not_judged)
    body += fmt::format("<p class=\"note\">not judged yet: {}</p>\n", escape(claim));
  for (size_t i = 0; i < step.flows.size(); ++i) body += flow_section(step, step.flows[i], i);
  body += counters_table(step) + output_block(step) + other_packets(step);
  return fmt::format(
      "<section class=\"step\" id=\"{}-step-{}\"><h4>{} {} <span class=\"pill {}\">{}</span> "
      "{}</h4>\n{}</section>\n",
      slug(result.file + "-" + result.director), step.number, step.number, escape(step.name),
      word(step.verdict), word(step.verdict), escape(step.outcome), body);
}

}  // namespace hopproof::html
