#include "harness/import/case_text.hh"

#include "harness/base/sinks.hh"
#include "harness/base/text.hh"
#include "harness/fix/yaml_text.hh"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::imports {
namespace {

constexpr size_t comment_column = 72;
constexpr size_t page_width = 118;

/// Lines of YAML, each with a comment behind it.
class CaseWriter {
 public:
  void line(std::string text, const std::string& comment = "") {
    if (!comment.empty()) {
      text.resize(std::max(text.size(), comment_column), ' ');
      text += "  # " + one_line(comment);
    }
    out_ += text + "\n";
  }

  /// A paragraph of comment lines, the first with a word in front.
  void remark(const Remark& remark) {
    std::string row = fmt::format("# {}:", Remark::word(remark.kind));
    const std::string shown = one_line(remark.text);
    for (const std::string_view word : words_of(shown)) {
      if (row.size() + 1 + word.size() > page_width) {
        line(row);
        row = "#  ";
      }
      row += fmt::format(" {}", word);
    }
    line(row);
  }

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string address_list(const Port& port) {
  std::vector<std::string> texts;
  for (const LinkAddress& address : port.addresses) texts.push_back(address.cidr.text());
  if (texts.size() == 1) return texts.front();
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string port_text(const Port& port) {
  const bool is_named_so = port.segment == port.name || port.name == "lo" || port.name == "tunl0";
  if (is_named_so) return fmt::format("{}: {}", port.name, address_list(port));
  return fmt::format("{}: {{network: {}, addresses: {}}}", port.name,
                     port.segment.empty() ? "none" : port.segment, address_list(port));
}

void write_lines(const char* key, const std::vector<Fact>& lines, CaseWriter& writer) {
  if (lines.empty()) return;
  writer.line(fmt::format("    {}:", key));
  for (const Fact& line : lines)
    writer.line(fmt::format("      - {}", fix::yaml_scalar(line.text)), line.where.text());
}

void write_nftables(const std::vector<Fact>& lines, CaseWriter& writer) {
  if (lines.empty()) return;
  writer.line("    nftables: |",
              fmt::format("{} to {}", lines.front().where.text(), lines.back().where.line));
  for (const Fact& line : lines) writer.line("      " + as_utf8(line.text));
}

void write_member(const Member& member, CaseWriter& writer) {
  writer.line(fmt::format("  {}:", member.name), member.role);
  writer.line("    interfaces:");
  for (const Port& port : member.ports) writer.line("      " + port_text(port), port.where.text());
  write_lines("routes", member.routes, writer);
  write_lines("rules", member.rules, writer);
  if (!member.sysctls.empty()) writer.line("    sysctls:");
  for (const Setting& setting : member.sysctls)
    writer.line(fmt::format("      {}: {}", setting.name, fix::yaml_scalar(setting.value)),
                setting.where.text());
  if (member.is_director && member.ipvs.empty()) writer.line("    ipvs: []");
  write_lines("ipvs", member.ipvs, writer);
  write_lines("ipset", member.ipsets, writer);
  write_lines("iptables", member.iptables, writer);
  write_lines("ip6tables", member.ip6tables, writer);
  write_nftables(member.nftables, writer);
  write_lines("serves", member.serves, writer);
}

void write_networks(const Deployment& deployment, CaseWriter& writer) {
  writer.line("networks:");
  for (const Segment& segment : deployment.segments) {
    const std::string options = segment.mtu == 0 ? "{}" : fmt::format("{{mtu: {}}}", segment.mtu);
    writer.line(fmt::format("  {}: {}", segment.name, options), segment.ports);
  }
}

void write_requests(const Deployment& deployment, CaseWriter& writer) {
  writer.line("steps:");
  for (const Request& request : deployment.requests) {
    const std::string times = request.times > 1 ? fmt::format(", times: {}", request.times) : "";
    writer.line(fmt::format("  - probe: {{from: {}, {}: {}{}}}", request.from, request.kind,
                            fix::yaml_scalar(request.target.text()), times),
                request.reason);
  }
}

}  // namespace

std::string case_text(const Deployment& deployment) {
  CaseWriter writer;
  writer.line("# Made by hopproof import. Behind each line stands where it was read.");
  for (const Remark& remark : deployment.remarks) writer.remark(remark);
  writer.line("case: 1");
  writer.line(
      fmt::format("name: {}", fix::yaml_scalar(one_line(fmt::format(
                                  "imported from {}", fmt::join(deployment.sources, ", "))))));
  write_networks(deployment, writer);
  writer.line("nodes:");
  for (const Member& member : deployment.members) write_member(member, writer);
  write_requests(deployment, writer);
  return writer.take();
}

}  // namespace hopproof::imports
