#include "harness/elsewhere/text/service_names.hh"

#include "harness/base/address.hh"

#include <algorithm>
#include <array>
#include <utility>

namespace hopproof::elsewhere {
namespace {

/// The machine that reads is not the one that printed: its own /etc/services proves nothing.
constexpr std::array services{
    std::pair{std::string_view("amqp"), 5672},
    std::pair{std::string_view("bootpc"), 68},
    std::pair{std::string_view("bootps"), 67},
    std::pair{std::string_view("commplex-main"), 5000},
    std::pair{std::string_view("cslistener"), 9000},
    std::pair{std::string_view("ddi-tcp-1"), 8888},
    std::pair{std::string_view("domain"), 53},
    std::pair{std::string_view("ftp"), 21},
    std::pair{std::string_view("ftp-data"), 20},
    std::pair{std::string_view("http"), 80},
    std::pair{std::string_view("http-alt"), 8080},
    std::pair{std::string_view("https"), 443},
    std::pair{std::string_view("imap"), 143},
    std::pair{std::string_view("imap2"), 143},
    std::pair{std::string_view("imaps"), 993},
    std::pair{std::string_view("irdmi"), 8000},
    std::pair{std::string_view("kerberos"), 88},
    std::pair{std::string_view("ldap"), 389},
    std::pair{std::string_view("ldaps"), 636},
    std::pair{std::string_view("ms-sql-s"), 1433},
    std::pair{std::string_view("ms-wbt-server"), 3389},
    std::pair{std::string_view("mysql"), 3306},
    std::pair{std::string_view("ntp"), 123},
    std::pair{std::string_view("pcsync-https"), 8443},
    std::pair{std::string_view("pop3"), 110},
    std::pair{std::string_view("pop3s"), 995},
    std::pair{std::string_view("postgresql"), 5432},
    std::pair{std::string_view("radan-http"), 8088},
    std::pair{std::string_view("radius"), 1812},
    std::pair{std::string_view("redis"), 6379},
    std::pair{std::string_view("sip"), 5060},
    std::pair{std::string_view("sip-tls"), 5061},
    std::pair{std::string_view("smtp"), 25},
    std::pair{std::string_view("snmp"), 161},
    std::pair{std::string_view("ssh"), 22},
    std::pair{std::string_view("submission"), 587},
    std::pair{std::string_view("syslog"), 514},
    std::pair{std::string_view("telnet"), 23},
    std::pair{std::string_view("tftp"), 69},
    std::pair{std::string_view("us-srv"), 8083},
    std::pair{std::string_view("vcom-tunnel"), 8001},
    std::pair{std::string_view("webcache"), 8080},
    std::pair{std::string_view("websm"), 9090},
};

}  // namespace

std::optional<uint16_t> port_of(std::string_view word) {
  if (const auto number = parse_number(word, 65535)) return uint16_t(*number);
  const auto found = std::ranges::find(services, word, &std::pair<std::string_view, int>::first);
  if (found == services.end()) return std::nullopt;
  return uint16_t(found->second);
}

uint16_t stand_in_port(std::string_view name) {
  uint32_t hash = 2166136261;  // FNV-1a
  for (const char letter : name) hash = (hash ^ uint8_t(letter)) * 16777619;
  return uint16_t(hash % 65535 + 1);
}

}  // namespace hopproof::elsewhere
