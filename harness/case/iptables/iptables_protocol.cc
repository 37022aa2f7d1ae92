#include "harness/case/iptables/iptables_protocol.hh"

#include "harness/base/address.hh"
#include "harness/base/protocol.hh"
#include "harness/base/text.hh"

#include <algorithm>
#include <span>

namespace hopproof {
namespace {

struct Numbered {
  std::string_view name;
  int number;
};

/// The services of /etc/services that occur in real rule sets; the others are written as numbers.
constexpr Numbered services[] = {
    {"ftp-data", 20}, {"ftp", 21},          {"ssh", 22},    {"telnet", 23},     {"smtp", 25},
    {"domain", 53},   {"bootps", 67},       {"bootpc", 68}, {"tftp", 69},       {"http", 80},
    {"pop3", 110},    {"sunrpc", 111},      {"ntp", 123},   {"imap2", 143},     {"snmp", 161},
    {"bgp", 179},     {"ldap", 389},        {"https", 443}, {"syslog", 514},    {"submission", 587},
    {"ldaps", 636},   {"domain-s", 853},    {"imaps", 993}, {"pop3s", 995},     {"nfs", 2049},
    {"mysql", 3306},  {"postgresql", 5432}, {"sip", 5060},  {"http-alt", 8080},
};

std::vector<std::string> all_services() {
  std::vector<std::string> names;
  for (const Numbered& one : services) names.emplace_back(one.name);
  return names;
}

}  // namespace

std::optional<std::string> protocol_name(std::string_view word) {
  const auto number = protocol::number(word);
  if (!number) return std::nullopt;
  const std::string_view name = protocol::name(*number);
  return name.empty() ? std::to_string(*number) : std::string(name);
}

std::optional<int> port_number(std::string_view word) {
  if (const auto number = parse_number(word, 65535)) return int(*number);
  const auto* known = std::ranges::find(services, word, &Numbered::name);
  if (known == std::end(services)) return std::nullopt;
  return known->number;
}

const std::vector<std::string>& service_names() {
  static const std::vector<std::string> names = all_services();
  return names;
}

}  // namespace hopproof
