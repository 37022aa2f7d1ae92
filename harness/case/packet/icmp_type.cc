#include "harness/case/packet/icmp_type.hh"

#include <span>

namespace hopproof {
namespace {

constexpr int no_code = -1;

struct Named {
  std::string_view word;
  int type;
  int code = no_code;
};

constexpr Named icmp_names[] = {
    {"echo-reply", 0},
    {"pong", 0},
    {"destination-unreachable", 3},
    {"network-unreachable", 3, 0},
    {"host-unreachable", 3, 1},
    {"protocol-unreachable", 3, 2},
    {"port-unreachable", 3, 3},
    {"fragmentation-needed", 3, 4},
    {"source-route-failed", 3, 5},
    {"network-unknown", 3, 6},
    {"host-unknown", 3, 7},
    {"network-prohibited", 3, 9},
    {"host-prohibited", 3, 10},
    {"TOS-network-unreachable", 3, 11},
    {"TOS-host-unreachable", 3, 12},
    {"communication-prohibited", 3, 13},
    {"host-precedence-violation", 3, 14},
    {"precedence-cutoff", 3, 15},
    {"source-quench", 4},
    {"redirect", 5},
    {"network-redirect", 5, 0},
    {"host-redirect", 5, 1},
    {"TOS-network-redirect", 5, 2},
    {"TOS-host-redirect", 5, 3},
    {"echo-request", 8},
    {"ping", 8},
    {"router-advertisement", 9},
    {"router-solicitation", 10},
    {"time-exceeded", 11},
    {"ttl-exceeded", 11},
    {"ttl-zero-during-transit", 11, 0},
    {"ttl-zero-during-reassembly", 11, 1},
    {"parameter-problem", 12},
    {"ip-header-bad", 12, 0},
    {"required-option-missing", 12, 1},
    {"timestamp-request", 13},
    {"timestamp-reply", 14},
    {"address-mask-request", 17},
    {"address-mask-reply", 18},
};

constexpr Named icmpv6_names[] = {
    {"destination-unreachable", 1},
    {"no-route", 1, 0},
    {"communication-prohibited", 1, 1},
    {"beyond-scope", 1, 2},
    {"address-unreachable", 1, 3},
    {"port-unreachable", 1, 4},
    {"failed-policy", 1, 5},
    {"reject-route", 1, 6},
    {"packet-too-big", 2},
    {"time-exceeded", 3},
    {"ttl-exceeded", 3},
    {"ttl-zero-during-transit", 3, 0},
    {"ttl-zero-during-reassembly", 3, 1},
    {"parameter-problem", 4},
    {"bad-header", 4, 0},
    {"unknown-header-type", 4, 1},
    {"unknown-option", 4, 2},
    {"echo-request", 128},
    {"ping", 128},
    {"echo-reply", 129},
    {"pong", 129},
    {"router-solicitation", 133},
    {"router-advertisement", 134},
    {"neighbour-solicitation", 135},
    {"neighbor-solicitation", 135},
    {"neighbour-advertisement", 136},
    {"neighbor-advertisement", 136},
    {"redirect", 137},
};

std::span<const Named> names_of(Family family) {
  if (family == Family::v4) return icmp_names;
  return icmpv6_names;
}

std::optional<IcmpType> find_by_number(std::string_view word) {
  const size_t slash = word.find('/');
  const auto type = parse_number(word.substr(0, slash), 255);
  if (!type) return std::nullopt;
  if (slash == std::string_view::npos) return IcmpType{.type = uint8_t(*type), .code = {}};
  const auto code = parse_number(word.substr(slash + 1), 255);
  if (!code) return std::nullopt;
  return IcmpType{.type = uint8_t(*type), .code = uint8_t(*code)};
}

}  // namespace

std::optional<IcmpType> find_icmp_type(std::string_view word, Family family) {
  if (word == "any") return IcmpType{};
  for (const Named& named : names_of(family)) {
    if (named.word != word) continue;
    IcmpType found{.type = uint8_t(named.type), .code = {}};
    if (named.code != no_code) found.code = uint8_t(named.code);
    return found;
  }
  return find_by_number(word);
}

std::vector<std::string> icmp_words(Family family) {
  std::vector<std::string> words{"any"};
  for (const Named& named : names_of(family)) words.emplace_back(named.word);
  return words;
}

}  // namespace hopproof
