#include "harness/base/protocol.hh"

#include "harness/base/address.hh"

#include <algorithm>
#include <cctype>

namespace hopproof::protocol {
namespace {

struct Named {
  std::string_view name;
  uint8_t number;
};

/// Where one number has several names, the first is the one we write.
constexpr Named table[] = {
    {"all", any},      {"ip", any},          {"icmp", icmp},   {"igmp", igmp},
    {"ipencap", ipip}, {"ipip", ipip},       {"tcp", tcp},     {"udp", udp},
    {"dccp", dccp},    {"gre", gre},         {"esp", esp},     {"ah", authentication},
    {"icmpv6", icmp6}, {"ipv6-icmp", icmp6}, {"ospf", ospf},   {"pim", pim},
    {"vrrp", vrrp},    {"sctp", sctp},       {"mh", mobility}, {"udplite", udplite},
};

bool is_same_word(std::string_view word, std::string_view known) {
  return std::ranges::equal(word, known, {}, [](unsigned char c) { return std::tolower(c); });
}

std::vector<std::string> all_names() {
  std::vector<std::string> found;
  for (const Named& one : table) found.emplace_back(one.name);
  return found;
}

}  // namespace

std::string_view name(uint8_t number) {
  const auto* found = std::ranges::find(table, number, &Named::number);
  return found == std::end(table) ? "" : found->name;
}

std::string_view listed_name(uint8_t number) {
  if (number == tcp) return "TCP";
  if (number == udp) return "UDP";
  return number == sctp ? "SCTP" : "IP";
}

std::string_view tcpdump_name(uint8_t number) {
  if (number == icmp6) return "icmp6";
  const bool known = number == tcp || number == udp || number == sctp || number == icmp;
  return known ? name(number) : "";
}

std::optional<uint8_t> number(std::string_view word) {
  if (const auto digits = parse_number(word, 255)) return uint8_t(*digits);
  const auto* found = std::ranges::find_if(
      table, [&](const Named& known) { return is_same_word(word, known.name); });
  if (found == std::end(table)) return std::nullopt;
  return found->number;
}

const std::vector<std::string>& names() {
  static const std::vector<std::string> all = all_names();
  return all;
}

}  // namespace hopproof::protocol
