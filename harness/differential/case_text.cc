#include "harness/differential/case_text.hh"

#include "harness/differential/deployment.hh"

#include <map>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

/// The kind of a packet in the words of a case's hop.
std::string kind_of(const Stimulus& s) {
  if (s.protocol == "udp") return "UDP";
  if (s.protocol == "sctp") return "SCTP";
  constexpr uint8_t fin = 0x01, syn = 0x02, rst = 0x04, psh = 0x08, ack = 0x10;
  if (s.flags & rst) return "RST";
  if (s.flags & syn) return s.flags & ack ? "SYN-ACK" : "SYN";
  if (s.flags & fin) return "FIN";
  return s.flags & psh ? "DATA" : "ACK";
}

/// "10.98.0.1:80" where the flow's requests go is known only from the outcome; a person reads on.
std::string send_words(const Stimulus& s) {
  const std::string client = s.client.text(), vip = s.service.text();
  const std::string icmp = fmt::format("ICMP {}/{} ", s.type, s.code);
  switch (s.kind) {
    case Stimulus::Kind::request:
      return fmt::format("{} {} > {}", kind_of(s), client, vip);
    case Stimulus::Kind::stray:
      return fmt::format("{} {} > {}", kind_of(s), vip, client);
    case Stimulus::Kind::reply:
      return fmt::format("{} RIP > {}", kind_of(s), client);
    case Stimulus::Kind::error_to_server:
      return fmt::format("{}{} > {} carrying {} {} > {}", icmp, s.client.address.text(),
                         s.service.address.text(), kind_of(s), vip, client);
    case Stimulus::Kind::error_to_client:
      break;
  }
  return fmt::format("{}rs1 > {} carrying {} {} > RIP", icmp, s.client.address.text(), kind_of(s),
                     client);
}

std::string step_text(const Step& step) {
  switch (step.kind) {
    case Step::Kind::ipvsadm:
      return fmt::format("  - director: ipvsadm {}\n", step.line);
    case Step::Kind::sysctl: {
      std::string setting = step.line;
      setting[setting.find(' ')] = '=';
      return fmt::format("  - director: sysctl -w net.ipv4.vs.{}\n", setting);
    }
    case Step::Kind::wait:
      return fmt::format("  - wait: {}ms\n", step.milliseconds);
    case Step::Kind::packet:
      break;
  }
  const char* from = step.packet.is_from_client() ? "client" : "rs1";
  return fmt::format("  - probe: {{from: {}, send: '{}'}}  # {}\n    expect: {{outcome: any}}\n",
                     from, send_words(step.packet), step.packet.text());
}

std::string shown(const std::string& line) {
  const size_t begin = line.find_first_not_of(' ');
  return begin == std::string::npos ? "nothing" : line.substr(begin);
}

}  // namespace

std::string case_text(const Scenario& scenario, const Difference& difference, std::string_view left,
                      std::string_view right) {
  std::string text =
      fmt::format("case: 1\nname: {0} and {1} differ\nabout: |\n  in {2}\n  {0}: {3}\n  {1}: {4}\n",
                  left, right, difference.step, shown(difference.left), shown(difference.right));
  text += deployment_text() + "steps:\n";
  for (const Step& step : scenario) text += step_text(step);
  return text;
}

}  // namespace hopproof::differential
