#include "harness/case/iptables/rule_fit.hh"

#include "harness/base/protocol.hh"
#include "harness/base/text.hh"
#include "harness/case/iptables/iptables_protocol.hh"
#include "harness/case/iptables/netmask.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof {
namespace {

using Answer = std::optional<bool>;  // nullopt: not known

/// "10.0.0.0/8", "10.0.0.0/255.0.0.0", or several with commas.
Answer is_in(const std::string& networks, const IpAddress& address) {
  for (const std::string_view part : split_at(networks, ',')) {
    const auto cidr = parse_network(part);
    if (!cidr) return std::nullopt;
    if (cidr->contains(address)) return true;
  }
  return false;
}

/// "80", "20000:29999", ":1023"
Answer is_port(std::string_view range, uint16_t port) {
  const size_t colon = range.find(':');
  const auto number = [](std::string_view text, uint64_t otherwise) {
    return text.empty() ? std::optional<uint64_t>(otherwise) : parse_number(text, 65535);
  };
  const auto low = number(range.substr(0, colon), 0);
  const auto high = colon == range.npos ? low : number(range.substr(colon + 1), 65535);
  if (!low || !high) return std::nullopt;
  return *low <= port && port <= *high;
}

Answer is_some_port(const std::string& list, uint16_t port) {
  bool unknown = false;
  for (const std::string_view part : split_at(list, ',')) {
    const Answer answer = is_port(part, port);
    if (answer == true) return true;
    unknown = unknown || !answer;
  }
  return unknown ? Answer() : false;
}

/// "eth+" is every interface that begins so.
Answer is_interface(const std::string& wanted, const std::string& name) {
  if (name.empty()) return std::nullopt;
  if (wanted.ends_with('+')) return name.starts_with(wanted.substr(0, wanted.size() - 1));
  return wanted == name;
}

Answer is_protocol(const std::string& wanted, uint8_t protocol) {
  const auto number = protocol::number(wanted);
  if (number == protocol::any) return true;
  if (!number || protocol == protocol::any) return std::nullopt;
  return *number == protocol;
}

Answer is_state(const std::string& list, const std::string& state) {
  if (state.empty()) return std::nullopt;
  const auto states = split_at(list, ',');
  return std::ranges::find(states, std::string_view(state)) != states.end();
}

Answer own_term(const MatchOption& option, const PacketShape& packet) {
  const std::string& value = option.values.empty() ? std::string() : option.values.front();
  if (option.name == "-s") return is_in(value, packet.source.address);
  if (option.name == "-d") return is_in(value, packet.destination.address);
  if (option.name == "-p") return is_protocol(value, packet.protocol);
  if (option.name == "-i") return is_interface(value, packet.in);
  if (option.name == "-o") return is_interface(value, packet.out);
  return true;  // an option of the target
}

Answer ipvs_term(const MatchOption& option, const PacketShape& packet) {
  if (!packet.by_ipvs) return false;
  if (option.name == "--ipvs") return true;
  const std::string& value = option.values.empty() ? std::string() : option.values.front();
  if (option.name == "--vproto") return is_protocol(value, packet.protocol);
  if (option.name == "--vmethod") return std::nullopt;
  if (!packet.virtual_service) return std::nullopt;
  if (option.name == "--vaddr") return is_in(value, packet.virtual_service->address);
  if (option.name == "--vport") return is_port(value, packet.virtual_service->port);
  return std::nullopt;
}

Answer match_term(const Match& match, const MatchOption& option, const PacketShape& packet) {
  const std::string& value = option.values.empty() ? std::string() : option.values.front();
  if (match.name == "ipvs") return ipvs_term(option, packet);
  if (match.name == "comment") return true;
  if (option.name == "--sport") return is_port(value, packet.source.port);
  if (option.name == "--dport") return is_port(value, packet.destination.port);
  if (option.name == "--sports") return is_some_port(value, packet.source.port);
  if (option.name == "--dports") return is_some_port(value, packet.destination.port);
  if (option.name == "--ctstate" || option.name == "--state") return is_state(value, packet.state);
  return std::nullopt;
}

/// Notes what one term says; the first that excludes the packet decides.
class Verdict {
 public:
  void take(const MatchOption& option, Answer answer) {
    if (answer && option.negated) answer = !*answer;
    if (found_.fit == RuleFit::Fit::excluded || answer == true) return;
    if (answer) {
      found_ = {RuleFit::Fit::excluded, term_text(option)};
    } else if (found_.fit == RuleFit::Fit::fits) {
      found_ = {RuleFit::Fit::unknown, term_text(option)};
    }
  }
  RuleFit found() const { return found_; }

 private:
  RuleFit found_;
};

}  // namespace

std::string term_text(const MatchOption& option) {
  std::string text = (option.negated ? "! " : "") + option.name;
  for (const std::string& value : option.values) text += " " + value;
  return text;
}

RuleFit fit(const IptablesRule& rule, const PacketShape& packet) {
  Verdict verdict;
  for (const MatchOption& option : rule.options) verdict.take(option, own_term(option, packet));
  for (const Match& match : rule.matches) {
    if (match.options.empty()) continue;  // -p tcp brings a match that asks nothing
    for (const MatchOption& option : match.options)
      verdict.take(option, match_term(match, option, packet));
  }
  return verdict.found();
}

}  // namespace hopproof
