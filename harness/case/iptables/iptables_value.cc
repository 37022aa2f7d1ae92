#include "harness/case/iptables/iptables_value.hh"

#include "harness/base/protocol.hh"
#include "harness/base/spellcheck.hh"
#include "harness/base/text.hh"
#include "harness/case/iptables/iptables_protocol.hh"
#include "harness/case/iptables/netmask.hh"
#include "harness/case/packet/icmp_type.hh"
#include "harness/case/route/route_words.hh"
#include "harness/case/text/words.hh"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Problem = std::optional<ValueProblem>;

constexpr size_t most_ports = 15;  // of one multiport match; a range counts twice

/// A piece of a value, with its place in the whole.
struct Piece {
  std::string_view text;
  size_t start = 0;
};

Problem wrong(const Piece& piece, std::string message) {
  return ValueProblem{
      .start = piece.start, .length = piece.text.size(), .message = std::move(message)};
}

Problem is_not(const Piece& piece, std::string_view what) {
  return wrong(piece, fmt::format("'{}' is not {}", piece.text, what));
}

std::vector<Piece> pieces_of(const Piece& whole, char separator) {
  std::vector<Piece> pieces;
  size_t start = whole.start;
  for (const std::string_view text : split_at(whole.text, separator)) {
    pieces.push_back({text, start});
    start += text.size() + 1;
  }
  return pieces;
}

Problem check_number(const Piece& piece, uint64_t max) {
  const auto number = parse_integer(piece.text);
  if (number && *number <= max) return std::nullopt;
  return is_not(piece, fmt::format("a number from 0 to {}", max));
}

Problem check_number_range(const Piece& whole, uint64_t max) {
  const auto pieces = pieces_of(whole, ':');
  if (pieces.size() > 2) return is_not(whole, "a number or N:M");
  for (const Piece& piece : pieces) {
    if (piece.text.empty() && pieces.size() == 2) continue;
    if (auto problem = check_number(piece, max)) return problem;
  }
  return std::nullopt;
}

Problem check_fraction(const Piece& piece) {
  const bool good = piece.text == "1" || piece.text == "1.0" || piece.text == "0" ||
                    (piece.text.starts_with("0.") && piece.text.size() > 2 &&
                     piece.text.find_first_not_of("0123456789", 2) == std::string_view::npos);
  return good ? std::nullopt : is_not(piece, "a fraction from 0 to 1, such as 0.25");
}

Problem check_mark(const Piece& whole) {
  const auto pieces = pieces_of(whole, '/');
  const bool good = pieces.size() <= 2 && std::ranges::all_of(pieces, [](const Piece& piece) {
                      return parse_integer(piece.text).has_value();
                    });
  return good ? std::nullopt : is_not(whole, "a mark; it is N or N/MASK");
}

/// iptables compares these words without regard to case.
Problem check_word(const Piece& piece, std::string_view words) {
  const std::vector<std::string> known = alternatives(words);
  const auto is_it = [&](const std::string& word) { return lowered(word) == lowered(piece.text); };
  if (std::ranges::any_of(known, is_it)) return std::nullopt;
  const std::string near = nearest(lowered(piece.text), alternatives(lowered(words)));
  const auto meant =
      std::ranges::find_if(known, [&](const std::string& word) { return lowered(word) == near; });
  if (meant != known.end()) {
    return wrong(piece, fmt::format("unknown word '{}'; did you mean '{}'?", piece.text, *meant));
  }
  constexpr size_t most_words = 8;
  if (known.size() > most_words) return wrong(piece, fmt::format("unknown word '{}'", piece.text));
  return wrong(piece,
               fmt::format("unknown word '{}'; it is one of {}", piece.text, enumerate(words)));
}

Problem check_words(const Piece& whole, std::string_view words) {
  for (const Piece& piece : pieces_of(whole, ',')) {
    if (auto problem = check_word(piece, words)) return problem;
  }
  return std::nullopt;
}

Problem check_port(const Piece& piece) {
  if (port_number(piece.text)) return std::nullopt;
  return wrong(piece, fmt::format("'{}' is not a port{}", piece.text,
                                  did_you_mean(piece.text, service_names())));
}

/// "80", "80:90" with that separator; open ends where `open` says so.
Problem check_ports(const Piece& whole, char separator, bool open) {
  const auto pieces =
      port_number(whole.text) ? std::vector<Piece>{whole} : pieces_of(whole, separator);
  if (pieces.size() > 2) return is_not(whole, "a port or a range of ports");
  for (const Piece& piece : pieces) {
    if (open && pieces.size() == 2 && piece.text.empty()) continue;
    if (auto problem = check_port(piece)) return problem;
  }
  if (pieces.size() < 2 || pieces[0].text.empty() || pieces[1].text.empty()) return std::nullopt;
  if (*port_number(pieces[0].text) <= *port_number(pieces[1].text)) return std::nullopt;
  return wrong(whole, fmt::format("the range {} ends before it begins", whole.text));
}

Problem check_port_list(const Piece& whole) {
  size_t count = 0;
  for (const Piece& piece : pieces_of(whole, ',')) {
    if (auto problem = check_ports(piece, ':', false)) return problem;
    count += piece.text.find(':') == std::string_view::npos ? 1 : 2;
    if (count > most_ports)
      return wrong(piece, "multiport takes at most 15 ports; a range counts twice");
  }
  return std::nullopt;
}

Problem check_address(const Piece& piece, Family family) {
  const auto address = IpAddress::parse(piece.text);
  if (!address) return is_not(piece, "an address");
  if (address->family() == family) return std::nullopt;
  return wrong(piece, fmt::format("{} is an address for {}", piece.text,
                                  family == Family::v4 ? "ip6tables" : "iptables"));
}

Problem check_network(const Piece& whole, Family family) {
  if (const auto network = parse_network(whole.text);
      network && network->address.family() == family) {
    return std::nullopt;
  }
  const size_t slash = std::min(whole.text.find('/'), whole.text.size());
  if (auto problem = check_address({whole.text.substr(0, slash), whole.start}, family))
    return problem;
  const Piece mask{whole.text.substr(slash + 1), whole.start + slash + 1};
  if (IpAddress::parse(mask.text)) return std::nullopt;  // a mask with holes is allowed
  return is_not(mask, "a prefix length or a mask");
}

Problem check_address_range(const Piece& whole, Family family) {
  for (const Piece& piece : pieces_of(whole, '-')) {
    if (auto problem = check_address(piece, family)) return problem;
  }
  const auto pieces = pieces_of(whole, '-');
  if (pieces.size() > 2) return is_not(whole, "a range of addresses");
  if (pieces.size() < 2 || *IpAddress::parse(pieces[0].text) <= *IpAddress::parse(pieces[1].text)) {
    return std::nullopt;
  }
  return wrong(whole, fmt::format("the range {} ends before it begins", whole.text));
}

/// Where the port of a NAT address starts, after its colon; npos: it has none.
size_t nat_port_start(std::string_view text) {
  const size_t bracket = text.rfind(']');
  if (text.starts_with('[') && bracket != std::string_view::npos) {
    return bracket + 1 < text.size() && text[bracket + 1] == ':' ? bracket + 2
                                                                 : std::string_view::npos;
  }
  const size_t colon = text.find(':');
  const bool ipv6 =
      colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos;
  return ipv6 || colon == std::string_view::npos ? std::string_view::npos : colon + 1;
}

Problem check_nat_address(const Piece& whole, Family family) {
  const size_t port = nat_port_start(whole.text);
  Piece addresses{whole.text.substr(0, port == std::string_view::npos ? port : port - 1),
                  whole.start};
  if (addresses.text.starts_with('[') && addresses.text.ends_with(']')) {
    addresses = {addresses.text.substr(1, addresses.text.size() - 2), addresses.start + 1};
  }
  if (!addresses.text.empty()) {
    if (auto problem = check_address_range(addresses, family)) return problem;
  }
  if (port == std::string_view::npos) return std::nullopt;
  return check_ports({whole.text.substr(port), whole.start + port}, '-', false);
}

Problem check_icmp_type(const Piece& piece, Family family) {
  if (find_icmp_type(piece.text, family)) return std::nullopt;
  return wrong(piece,
               fmt::format("unknown {} type '{}'{}", family == Family::v4 ? "ICMP" : "ICMPv6",
                           piece.text, did_you_mean(piece.text, icmp_words(family))));
}

Problem check_protocol(const Piece& piece) {
  if (protocol_name(piece.text)) return std::nullopt;
  return wrong(piece, fmt::format("unknown protocol '{}'{}", piece.text,
                                  did_you_mean(lowered(piece.text), protocol::names())));
}

Problem check_rate(const Piece& whole) {
  const size_t slash = whole.text.find('/');
  const auto number = parse_number(whole.text.substr(0, slash), 10000);
  const std::string unit =
      slash == std::string_view::npos ? "s" : lowered(whole.text.substr(slash + 1));
  const auto shortens = [&](std::string_view word) {
    return !unit.empty() && word.starts_with(unit);
  };
  const std::array<std::string_view, 4> units{"second", "minute", "hour", "day"};
  if (number && *number > 0 && std::ranges::any_of(units, shortens)) return std::nullopt;
  return is_not(whole, "a rate such as 3/second, 3/minute, 3/hour or 3/day");
}

bool is_hex(std::string_view text, size_t longest) {
  return !text.empty() && text.size() <= longest &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

Problem check_mac(const Piece& whole) {
  const auto bytes = split_at(whole.text, ':');
  const bool good = bytes.size() == 6 && std::ranges::all_of(bytes, [](std::string_view byte) {
                      return is_hex(byte, 2);
                    });
  return good ? std::nullopt : is_not(whole, "a MAC address");
}

Problem check_class_id(const Piece& whole) {
  const auto halves = split_at(whole.text, ':');
  const bool good = halves.size() == 2 && is_hex(halves[0], 4) && is_hex(halves[1], 4);
  return good ? std::nullopt : is_not(whole, "a class such as 1:2");
}

}  // namespace

Problem check_value(const OptionSpec& option, std::string_view value, int index, Family family) {
  const Piece whole{value, 0};
  switch (option.form) {
    case ValueForm::none:
    case ValueForm::text:
      return std::nullopt;
    case ValueForm::number:
      return check_number(whole, option.max);
    case ValueForm::number_range:
      return check_number_range(whole, option.max);
    case ValueForm::fraction:
      return check_fraction(whole);
    case ValueForm::mark:
      return check_mark(whole);
    case ValueForm::one_word:
      return check_word(whole, option.words);
    case ValueForm::word_list:
    case ValueForm::tcp_flags:
      return check_words(whole, option.words);
    case ValueForm::set_match:
      return index == 0 ? std::nullopt : check_words(whole, "src|dst");
    case ValueForm::port:
      return check_port(whole);
    case ValueForm::port_range:
      return check_ports(whole, ':', true);
    case ValueForm::port_list:
      return check_port_list(whole);
    case ValueForm::port_dash:
      return check_ports(whole, '-', false);
    case ValueForm::address:
      return check_address(whole, family);
    case ValueForm::network:
      return check_network(whole, family);
    case ValueForm::address_range:
      return check_address_range(whole, family);
    case ValueForm::nat_address:
      return check_nat_address(whole, family);
    case ValueForm::icmp_type:
      return check_icmp_type(whole, family);
    case ValueForm::protocol:
      return check_protocol(whole);
    case ValueForm::interface:
      return is_interface_name(value) ? std::nullopt : is_not(whole, "the name of an interface");
    case ValueForm::rate:
      return check_rate(whole);
    case ValueForm::mac:
      return check_mac(whole);
    case ValueForm::class_id:
      return check_class_id(whole);
  }
  return std::nullopt;
}

Problem check_networks(std::string_view value, Family family) {
  for (const Piece& piece : pieces_of({value, 0}, ',')) {
    if (auto problem = check_network(piece, family)) return problem;
  }
  return std::nullopt;
}

bool names_a_port(const OptionSpec& option, std::string_view value) {
  if (option.form == ValueForm::port_dash) return true;
  return option.form == ValueForm::nat_address && nat_port_start(value) != std::string_view::npos;
}

}  // namespace hopproof
