#include "engine/netfilter/translation/ipvsadm_view.hh"

#include "harness/base/protocol.hh"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netdb.h>
#include <netinet/in.h>

namespace hopproof::netfilter {
namespace {

using core::ConnectionView;
using core::ServerView;
using core::ServiceView;

enum class Layout { plain, stats, rate, thresholds, persistent };

Layout layout_of(const IpvsadmCommand& command) {
  if (command.stats) return Layout::stats;
  if (command.rate) return Layout::rate;
  if (command.thresholds) return Layout::thresholds;
  return command.persistent_conn ? Layout::persistent : Layout::plain;
}

/// Services by mark, family, protocol, address and port, as ipvsadm sorts them.
auto service_order(const ServiceView& service) {
  const ServiceKey& key = service.key;
  return std::make_tuple(key.mark, key.family, key.kind, key.vip.address, key.vip.port);
}

void sort(std::vector<ServiceView>& services) {
  std::sort(services.begin(), services.end(),
            [](const auto& a, const auto& b) { return service_order(a) < service_order(b); });
  for (ServiceView& service : services) {
    std::sort(service.servers.begin(), service.servers.end(),
              [](const auto& a, const auto& b) { return a.address < b.address; });
  }
}

/// Where no protocol is known, ports have the names that TCP gives them.
std::string endpoint_text(const Endpoint& endpoint, uint8_t protocol, bool numeric) {
  const std::string word(protocol::name(protocol == protocol::any ? protocol::tcp : protocol));
  const servent* name = numeric ? nullptr : ::getservbyport(htons(endpoint.port), word.c_str());
  if (name == nullptr) return endpoint.text();
  const std::string address = endpoint.address.text();
  return fmt::format("{}:{}", endpoint.address.is_v4() ? address : "[" + address + "]",
                     name->s_name);
}

std::string service_name(const ServiceKey& key, bool numeric) {
  const bool v4 = key.family == Family::v4;
  if (key.kind == ServiceKey::Kind::fwmark)
    return fmt::format("FWM  {}{}", key.mark, v4 ? "" : " IPv6");
  const uint8_t protocol = key.protocol();
  const std::string shown = fmt::format("{:<4} {}", protocol::listed_name(protocol),
                                        endpoint_text(key.vip, protocol, numeric));
  return v4 ? shown.substr(0, 33) : shown;
}

std::string large_number(uint64_t number, bool exact) {
  if (exact)
    return number < 100'000'000 ? fmt::format("{:>9}", number) : fmt::format(" {}", number);
  if (number < 100'000'000) return fmt::format("{:>9}", number);
  if (number < 1'000'000'000) return fmt::format("{:>8}K", number / 1'000);
  if (number < 100'000'000'000) return fmt::format("{:>8}M", number / 1'000'000);
  if (number < 100'000'000'000'000) return fmt::format("{:>8}G", number / 1'000'000'000);
  return fmt::format("{:>8}T", number / 1'000'000'000'000);
}

/// Of counters or of rates.
template <typename Five>
std::string five_numbers(const Five& of, bool exact) {
  std::string text;
  for (const uint64_t number :
       {of.connections, of.in_packets, of.out_packets, of.in_bytes, of.out_bytes}) {
    text += large_number(number, exact);
  }
  return text;
}

std::string options_text(const ServiceKey& key, const ServiceOptions& options) {
  std::string text = options.scheduler;
  if (!options.flags.empty()) text += fmt::format(" ({})", fmt::join(options.flags, ","));
  if (options.persistence) {
    text += fmt::format(" persistent {}", *options.persistence);
    const bool v4 = key.family == Family::v4;
    if (options.netmask && options.netmask->prefix != (v4 ? 32 : 128)) {
      text += v4 ? " mask " + options.netmask->address.text()
                 : fmt::format(" mask {}", options.netmask->prefix);
    }
  }
  if (!options.persistence_engine.empty()) text += " pe " + options.persistence_engine;
  return text + (options.one_packet ? " ops" : "");
}

std::string title(Layout layout) {
  const std::string first = fmt::format("{:<33}", "Prot LocalAddress:Port");
  const std::string second = "\n  -> RemoteAddress:Port";
  switch (layout) {
    case Layout::stats:
      return first +
             fmt::format(" {:>8} {:>8} {:>8} {:>8} {:>8}", "Conns", "InPkts", "OutPkts", "InBytes",
                         "OutBytes") +
             second + "\n";
    case Layout::rate:
      return first +
             fmt::format(" {:>8} {:>8} {:>8} {:>8} {:>8}", "CPS", "InPPS", "OutPPS", "InBPS",
                         "OutBPS") +
             second + "\n";
    case Layout::thresholds:
      return first +
             fmt::format(" {:<10} {:<10} {:<10} {:<10}", "Uthreshold", "Lthreshold", "ActiveConn",
                         "InActConn") +
             second + "\n";
    case Layout::persistent:
      return first +
             fmt::format(" {:<9} {:<11} {:<10} {:<10}", "Weight", "PersistConn", "ActiveConn",
                         "InActConn") +
             second + "\n";
    case Layout::plain:
      break;
  }
  return "Prot LocalAddress:Port Scheduler Flags" + second +
         "           Forward Weight ActiveConn InActConn\n";
}

std::string service_text(const IpvsadmCommand& command, const ServiceView& service) {
  const std::string name = service_name(service.key, command.numeric);
  if (command.stats)
    return fmt::format("{:<33}{}\n", name, five_numbers(service.counters, command.exact));
  if (command.rate)
    return fmt::format("{:<33}{}\n", name, five_numbers(service.rates, command.exact));
  return fmt::format("{} {}\n", name, options_text(service.key, service.options));
}

std::string server_text(const IpvsadmCommand& command, const ServiceKey& key,
                        const ServerView& server) {
  const auto name = fmt::format(
      "  -> {:<28}", endpoint_text(server.address, key.protocol(), command.numeric).substr(0, 28));
  const ServerOptions& options = server.options;
  switch (layout_of(command)) {
    case Layout::stats:
      return name + five_numbers(server.counters, command.exact) + "\n";
    case Layout::rate:
      return name + five_numbers(server.rates, command.exact) + "\n";
    case Layout::thresholds:
      return name + fmt::format(" {:<10} {:<10} {:<10} {:<10}\n", options.upper_threshold,
                                options.lower_threshold, server.active, server.inactive);
    case Layout::persistent:
      return name + fmt::format(" {:<9} {:<11} {:<10} {:<10}\n", options.weight, server.persistent,
                                server.active, server.inactive);
    case Layout::plain:
      break;
  }
  return name + fmt::format(" {:<7} {:<6} {:<10} {:<10}\n", "Masq", options.weight, server.active,
                            server.inactive);
}

std::string connection_row(const ConnectionView& connection, bool numeric) {
  const uint8_t protocol = connection.protocol;
  const auto seconds = connection.expires.count();
  return fmt::format("{:<3} {:<6} {:<11} {:<18} {:<18} {}\n", protocol::listed_name(protocol),
                     fmt::format("{:02}:{:02}", seconds / 60, seconds % 60), connection.state,
                     endpoint_text(connection.client, protocol, numeric),
                     endpoint_text(connection.virtual_service, protocol, numeric),
                     endpoint_text(connection.destination, protocol, numeric));
}

}  // namespace

std::string list_services(const IpvsadmCommand& command, std::vector<ServiceView> services) {
  if (!command.nosort) sort(services);
  std::string text = "IP Virtual Server version 1.2.1 (size=4096)\n" + title(layout_of(command));
  for (const ServiceView& service : services) {
    if (command.service && *command.service != service.key) continue;
    text += service_text(command, service);
    for (const ServerView& server : service.servers)
      text += server_text(command, service.key, server);
  }
  return text;
}

std::string list_connections(const IpvsadmCommand& command,
                             std::vector<ConnectionView> connections) {
  std::sort(connections.begin(), connections.end(), [](const auto& a, const auto& b) {
    return std::tie(a.client, a.virtual_service, a.protocol) <
           std::tie(b.client, b.virtual_service, b.protocol);
  });
  // No persistence engine is loaded: its columns stay empty.
  const char* engine = command.persistent_conn ? "        pe name          pe_data" : "";
  std::string text = fmt::format("IPVS connection entries\npro expire {:<11} {:<18} {:<18} {}{}\n",
                                 "state", "source", "virtual", "destination", engine);
  for (const ConnectionView& connection : connections)
    text += connection_row(connection, command.numeric);
  return text;
}

std::string list_timeouts(const core::TimeoutsView& timeouts) {
  return fmt::format("Timeout (tcp tcpfin udp): {} {} {}\n", timeouts.tcp.count(),
                     timeouts.tcp_fin.count(), timeouts.udp.count());
}

std::string save_services(std::vector<ServiceView> services) {
  sort(services);
  std::string text;
  for (const ServiceView& service : services) {
    IpvsadmCommand command;
    command.service = service.key;
    command.service_options = service.options;
    text += to_line(command) + "\n";
    for (const ServerView& server : service.servers) {
      command.server = server.address;
      command.server_options = server.options;
      text += to_line(command) + "\n";
    }
  }
  return text;
}

}  // namespace hopproof::netfilter
