#pragma once

#include "harness/verdict/diagnosis/incident.hh"

#include <optional>
#include <string>

namespace hopproof::verdict {

/// Puts a finding together: what happened in this case's names, and what shows it.
class Finding {
 public:
  /// `at` is NODE or NODE.INTERFACE. Which finding it is, the row of the rule says (diagnose.cc).
  Finding(const Incident& incident, std::string at, std::string text);

  /// "rs1 > client: SYN-ACK 10.2.0.5:80 > 10.1.0.9:40000, frame 42"; null is left out.
  Finding& cite(const trace::Crossing* crossing, std::string_view note = "");
  Finding& say(std::string line);
  /// What `ip route get` said, if it was asked.
  Finding& route(const RouteQuestion& question);
  /// "director: TcpExtIPReversePathFilter +3"; left out when it did not move.
  Finding& counter(const std::string& node, const std::string& name);
  /// "director: net.ipv4.ip_forward = 0"; left out when it was not read.
  Finding& sysctl(const std::string& node, const std::string& name);
  /// "director.iptables.drop (-A INPUT ...) matched 2 packets"
  Finding& rule(const std::string& node, const RuleFact& rule);
  Finding& rules_out(std::string what);
  Finding& remedy(std::string node, std::string command, std::string note = "");

  /// The node that it is at.
  std::string node() const { return result_.at.substr(0, result_.at.find('.')); }

  FindingResult take() { return std::move(result_); }

 private:
  const Incident& incident_;
  FindingResult result_;
};

/// The note of a remedy that changes nothing: it shows where to look next.
inline constexpr std::string_view look_only = "only shows more";

using MaybeFinding = std::optional<FindingResult>;

/// "director.side", of the end of a crossing that received it, or sent it.
std::string receiver_of(const trace::Crossing& crossing);
std::string sender_of(const trace::Crossing& crossing);

/// "iptables" or "ip6tables".
std::string iptables_of(const IpAddress& address);
/// "10.1.0.1/32", "2001:db8::1/128": one host.
std::string host_text(const IpAddress& address);
/// "-t 10.1.0.1:80", "-u [2001:db8::1]:53": the service that a connection asks for.
std::string service_option(const Incident& incident);

}  // namespace hopproof::verdict
