#include "harness/model/rule_fit.hh"

#include "harness/base/protocol.hh"
#include "harness/base/text.hh"
#include "harness/case/iptables/iptables_protocol.hh"
#include "harness/case/iptables/netmask.hh"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::model {
namespace {

using Answer = std::optional<bool>;  // nullopt: not known

/// "10.0.0.0/8", "10.0.0.0/255.0.0.0", or several with commas.
Answer is_in(const std::string& networks, const IpAddress& address) {
  if (address.is_unspecified()) return std::nullopt;
  for (const std::string_view part : split_at(networks, ',')) {
    const auto cidr = parse_network(part);
    if (!cidr) return std::nullopt;
    if (cidr->contains(address)) return true;
  }
  return false;
}

/// "80", "20000:29999", ":1023"
Answer is_port(std::string_view range, uint16_t port) {
  if (port == 0) return std::nullopt;
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

Answer is_mark(const std::string& wanted, const std::optional<uint32_t>& mark) {
  const auto parsed = parse_mark(wanted);
  if (!parsed || !mark) return std::nullopt;
  return (*mark & parsed->mask) == parsed->value;
}

Answer is_method(const std::string& wanted, const std::optional<Forwarding>& method) {
  if (!method) return std::nullopt;
  if (wanted == "GATE") return method == Forwarding::direct;
  return method == (wanted == "IPIP" ? Forwarding::tunnel : Forwarding::masquerade);
}

/// Only a tracked connection has directions.
Answer is_direction(const std::string& wanted, const std::string& state) {
  if (state.empty()) return std::nullopt;
  return wanted == "ORIGINAL" && state != "UNTRACKED";
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

/// A term of -m ipvs about a request.
Answer ipvs_term(const MatchOption& option, const PacketShape& packet) {
  if (option.name == "--ipvs") return true;
  const std::string& value = option.values.empty() ? std::string() : option.values.front();
  if (option.name == "--vproto") return is_protocol(value, packet.protocol);
  if (option.name == "--vmethod") return is_method(value, packet.method);
  if (option.name == "--vdir") return is_direction(value, packet.state);
  if (!packet.virtual_service) return std::nullopt;
  if (option.name == "--vaddr") return is_in(value, packet.virtual_service->address);
  if (option.name == "--vport") return is_port(value, packet.virtual_service->port);
  return std::nullopt;
}

Answer match_term(const Match& match, const MatchOption& option, const PacketShape& packet) {
  const std::string& value = option.values.empty() ? std::string() : option.values.front();
  if (match.name == "comment") return true;
  if (match.name == "mark") return is_mark(value, packet.mark);
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
  /// -m ipvs: the terms beside --ipvs are asked of requests alone.
  void take_ipvs(const Match& match, const PacketShape& packet) {
    const bool only_property = std::ranges::all_of(
        match.options, [](const MatchOption& option) { return option.name == "--ipvs"; });
    for (const MatchOption& option : match.options) {
      if (only_property) {
        take(option, packet.by_ipvs);
      } else if (!packet.by_ipvs || packet.is_reply) {
        take(option, option.negated);
      } else {
        take(option, ipvs_term(option, packet));
      }
    }
  }
  RuleFit found() const { return found_; }

 private:
  RuleFit found_;
};

/// "1", "0x10"
std::optional<uint32_t> parse_bits(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  uint32_t bits = 0;
  const auto end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, bits, hex ? 16 : 10);
  if (error != std::errc() || stopped != end || text.empty()) return std::nullopt;
  return bits;
}

}  // namespace

std::optional<MaskedMark> parse_mark(std::string_view text) {
  const size_t slash = text.find('/');
  const auto value = parse_bits(text.substr(0, slash));
  const auto mask = slash == text.npos ? UINT32_MAX : parse_bits(text.substr(slash + 1));
  if (!value || !mask) return std::nullopt;
  return MaskedMark{*value, *mask};
}

PacketShape packet_between(uint8_t protocol, const Endpoint& source, const Endpoint& destination) {
  PacketShape packet;
  packet.protocol = protocol;
  packet.source = source;
  packet.destination = destination;
  return packet;
}

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
    if (match.name == "ipvs") {
      verdict.take_ipvs(match, packet);
      continue;
    }
    for (const MatchOption& option : match.options)
      verdict.take(option, match_term(match, option, packet));
  }
  return verdict.found();
}

}  // namespace hopproof::model
