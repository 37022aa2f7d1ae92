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
    {"all", kAny},      {"ip", kAny},          {"icmp", kIcmp},   {"igmp", kIgmp},
    {"ipencap", kIpip}, {"ipip", kIpip},       {"tcp", kTcp},     {"udp", kUdp},
    {"dccp", kDccp},    {"gre", kGre},         {"esp", kEsp},     {"ah", kAuthentication},
    {"icmpv6", kIcmp6}, {"ipv6-icmp", kIcmp6}, {"ospf", kOspf},   {"pim", kPim},
    {"vrrp", kVrrp},    {"sctp", kSctp},       {"mh", kMobility}, {"udplite", kUdplite},
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
  if (number == kTcp) return "TCP";
  if (number == kUdp) return "UDP";
  return number == kSctp ? "SCTP" : "IP";
}

std::string_view tcpdump_name(uint8_t number) {
  if (number == kIcmp6) return "icmp6";
  const bool known = number == kTcp || number == kUdp || number == kSctp || number == kIcmp;
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
