#include "harness/case/ipvsadm/ipvsadm.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof {
namespace {

std::string service_line(const ServiceKey& service, const ServiceOptions& options) {
  std::string line = fmt::format("-A {} -s {}", service.text(), options.scheduler);
  if (options.persistence) line += fmt::format(" -p {}", *options.persistence);
  const bool is_v4 = service.family == Family::v4;
  if (options.netmask && options.netmask->prefix != (is_v4 ? 32 : 128)) {
    line += is_v4 ? fmt::format(" -M {}", options.netmask->address.text())
                  : fmt::format(" -M {}", options.netmask->prefix);
  }
  if (!options.persistence_engine.empty()) line += " --pe " + options.persistence_engine;
  if (options.one_packet) line += " -o";
  if (!options.flags.empty()) line += fmt::format(" -b {}", fmt::join(options.flags, ","));
  return line;
}

std::string tunnel_words(const ServerOptions& options) {
  std::string words = " --tun-type " + options.tunnel_type;
  if (options.tunnel_type == "gue") words += fmt::format(" --tun-port {}", options.tunnel_port);
  if (options.tunnel_type == "ipip") return words;
  return words + " --tun-" + (options.tunnel_checksum.empty() ? "nocsum" : options.tunnel_checksum);
}

std::string server_line(const ServiceKey& service, const Endpoint& server,
                        const ServerOptions& options) {
  const bool tunnel = options.forwarding == Forwarding::tunnel;
  const char letter = options.forwarding == Forwarding::masquerade ? 'm' : tunnel ? 'i' : 'g';
  const std::string line =
      fmt::format("-a {} -r {} -{} -w {}", service.text(), server.text(), letter, options.weight);
  return tunnel ? line + tunnel_words(options) : line;
}

}  // namespace

std::string to_line(const IpvsadmCommand& command) {
  if (!command.service) return "";
  if (command.server) return server_line(*command.service, *command.server, command.server_options);
  return service_line(*command.service, command.service_options);
}

}  // namespace hopproof
