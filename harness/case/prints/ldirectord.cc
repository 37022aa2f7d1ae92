#include "harness/case/prints/ldirectord.hh"

#include "harness/base/text.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// Keys that make checks, fallbacks and messages: what they do is not part of a case.
constexpr auto said_only = std::to_array<std::string_view>({"checktimeout",
                                                            "negotiatetimeout",
                                                            "checkinterval",
                                                            "checkcount",
                                                            "failurecount",
                                                            "autoreload",
                                                            "callback",
                                                            "fallback",
                                                            "fallback6",
                                                            "fallbackcommand",
                                                            "logfile",
                                                            "emailalert",
                                                            "emailalertfrom",
                                                            "emailalertfreq",
                                                            "emailalertstatus",
                                                            "smtp",
                                                            "execute",
                                                            "supervised",
                                                            "fork",
                                                            "quiescent",
                                                            "readdquiescent",
                                                            "cleanstop",
                                                            "maintenancedir",
                                                            "checktype",
                                                            "service",
                                                            "checkcommand",
                                                            "checkport",
                                                            "request",
                                                            "receive",
                                                            "httpmethod",
                                                            "virtualhost",
                                                            "login",
                                                            "passwd",
                                                            "database",
                                                            "secret",
                                                            "load",
                                                            "monitorfile",
                                                            "norealservers"});

struct KeyValue {
  std::string_view key, value;
};

std::optional<KeyValue> split_pair(std::string_view text) {
  const size_t sign = text.find('=');
  if (sign == std::string_view::npos) return std::nullopt;
  return KeyValue{trimmed(text.substr(0, sign)), trimmed(text.substr(sign + 1))};
}

struct IntendedServer {
  PrintPlace place;
  std::string address, port, words;
};

struct IntendedService {
  PrintPlace place;
  std::string virtual_name;  ///< "10.0.0.1:80", "7"
  bool is_v6 = false;
  std::string protocol = "tcp", scheduler = "wrr", options;
  std::vector<IntendedServer> servers;

  bool is_mark() const { return virtual_name.find_first_not_of("0123456789") == std::string::npos; }
  std::string key() const {
    if (is_mark()) return fmt::format("-f {}{}", virtual_name, is_v6 ? " -6" : "");
    return (protocol == "udp" ? "-u " : "-t ") + virtual_name;
  }
};

class LdirectordReader {
 public:
  Printed read(std::string_view text) {
    for (const PrintLine& line : print_lines(text)) read_line(line);
    finish();
    return std::move(printed_);
  }

 private:
  void unread(const PrintPlace& place, std::string why) {
    printed_.unread.push_back({place, std::move(why)});
  }

  void read_line(const PrintLine& line) {
    const auto pair = split_pair(line.text);
    if (!pair) return unread(line.place, "a line is KEY = VALUE");
    if (pair->key == "virtual" || pair->key == "virtual6") {
      finish();
      service_.emplace();
      service_->place = line.place;
      service_->virtual_name = pair->value;
      service_->is_v6 = pair->key == "virtual6";
    } else if (std::ranges::find(said_only, pair->key) != said_only.end()) {
      const bool is_secret = pair->key == "passwd" || pair->key == "secret" || pair->key == "login";
      printed_.assumed.push_back(
          {line.place, fmt::format("every check succeeds: {} is no part of a case",
                                   is_secret ? pair->key : line.text)});
    } else if (service_) {
      read_option(*pair, line);
    } else {
      unread(line.place, fmt::format("'{}' is not known outside of a virtual service", pair->key));
    }
  }

  void read_option(const KeyValue& pair, const PrintLine& line) {
    if (pair.key == "real" || pair.key == "real6") return read_servers(pair.value, line);
    if (pair.key == "scheduler") {
      service_->scheduler = pair.value;
    } else if (pair.key == "persistent") {
      service_->options += fmt::format(" -p {}", pair.value);
    } else if (pair.key == "netmask") {
      service_->options += fmt::format(" -M {}", pair.value);
    } else if (pair.key == "protocol") {
      service_->protocol = pair.value;
    } else if (pair.key == "ops") {
      if (pair.value == "yes") service_->options += " -o";
    } else {
      unread(line.place, fmt::format("'{}' is not known in a virtual service", pair.key));
    }
  }

  /// "10.0.0.6->10.0.0.9:80 masq 1", then what is checked. ldirectord(8) allows a range of IPv4.
  void read_servers(std::string_view value, const PrintLine& line) {
    const std::vector<std::string_view> words = words_of(value);
    if (words.empty()) return unread(line.place, "a server is ADDRESS:PORT METHOD [WEIGHT]");
    std::string_view name = words[0];
    std::string_view last;
    if (const size_t arrow = name.find("->"); arrow != std::string_view::npos) {
      last = name.substr(arrow + 2);
      name = name.substr(0, arrow);
    }
    const std::string_view with_port = last.empty() ? name : last;
    const auto endpoint = Endpoint::parse(with_port);
    const auto from =
        endpoint && last.empty() ? std::optional(endpoint->address) : IpAddress::parse(name);
    const auto to = endpoint ? std::optional(endpoint->address) : IpAddress::parse(with_port);
    if (!from || !to || from->family() != to->family())
      return unread(line.place, "numbers are expected here; names are not looked up");
    add_servers(*from, *to, endpoint ? std::to_string(endpoint->port) : "", words, line);
  }

  void add_servers(const IpAddress& from, const IpAddress& to, const std::string& port,
                   const std::vector<std::string_view>& words, const PrintLine& line) {
    constexpr uint32_t most = 256;
    std::string options;
    for (size_t i = 1; i < words.size() && i < 3; ++i) {
      if (words[i] == "masq") options += " -m";
      if (words[i] == "gate") options += " -g";
      if (words[i] == "ipip") options += " -i";
      if (parse_number(words[i], 65535)) options += fmt::format(" -w {}", words[i]);
    }
    if (from == to || !from.is_v4())
      return service_->servers.push_back({line.place, from.text(), port, options});
    const uint32_t first = from.v4_host_order();
    if (to.v4_host_order() < first || to.v4_host_order() - first >= most)
      return unread(line.place,
                    fmt::format("a range has at most {} addresses, in their order", most));
    for (uint32_t at = first; at <= to.v4_host_order(); ++at)
      service_->servers.push_back({line.place, IpAddress::v4(at).text(), port, options});
  }

  /// The port of a mark's or an address's service is the server's where it names none; with a mark
  /// ipvsadm keeps the packet's port (0).
  void finish() {
    if (!service_) return;
    const IntendedService service = *std::exchange(service_, std::nullopt);
    if (!add(fmt::format("-A {} -s {}{}", service.key(), service.scheduler, service.options),
             service.place))
      return;
    const auto vip = Endpoint::parse(service.virtual_name);
    for (const IntendedServer& server : service.servers) {
      const bool is_v6 = server.address.find(':') != std::string::npos;
      const std::string own = vip ? std::to_string(vip->port) : "0";
      const std::string port = service.is_mark() || server.port.empty() ? own : server.port;
      const std::string host = is_v6 ? "[" + server.address + "]" : server.address;
      add(fmt::format("-a {} -r {}:{}{}", service.key(), host, port, server.words), server.place);
    }
  }

  bool add(const std::string& text, const PrintPlace& place) {
    const auto parsed = parse_ipvsadm(text);
    if (const auto* error = std::get_if<LineError>(&parsed))
      return unread(place, error->message), false;
    printed_.items.push_back({text, place});
    return true;
  }

  std::optional<IntendedService> service_;
  Printed printed_;
};

}  // namespace

Printed read_ldirectord(std::string_view text) { return LdirectordReader().read(text); }

}  // namespace hopproof
