#include "harness/case/ipvsadm/ipvsadm_reader.hh"

#include <limits>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Topic = IpvsadmTopic;
using Verb = IpvsadmCommand::Verb;

constexpr uint32_t largest_integer = std::numeric_limits<int32_t>::max();

class ServerReader : public IpvsadmReader {
 public:
  using IpvsadmReader::IpvsadmReader;

  bool read() {
    if (!ipvsadm_allows(command_.verb, Topic::server)) return true;
    const IpvsadmGiven* given = find(Topic::server);
    if (given == nullptr) {
      return fail(verb_option().name,
                  fmt::format("{} needs a server: -r ADDRESS[:PORT]", verb_option().word->text()));
    }
    read_forwarding();
    return read_address(*given->value) && read_weight() && read_thresholds() && check_tunnel() &&
           read_tunnel_type() && read_tunnel_port() && read_tunnel_checksum();
  }

 private:
  bool creates() const { return command_.verb != Verb::delete_server; }
  bool is_tunnel() const { return command_.server_options.forwarding == Forwarding::tunnel; }

  void read_forwarding() {
    const IpvsadmGiven* given = find(Topic::forwarding);
    if (given == nullptr) return;
    Forwarding& forwarding = command_.server_options.forwarding;
    if (given->word->letter == 'm') forwarding = Forwarding::masquerade;
    if (given->word->letter == 'i') forwarding = Forwarding::tunnel;
  }

  bool read_address(const Token& word) {
    const ServiceKey& service = *command_.service;
    IpvsadmHost host;
    if (!read_host(word, host)) return false;
    if (creates() && !is_tunnel() && host.address.family() != service.family) {
      return fail(word, "only a tunnel (-i) leads to a server of the other address family");
    }
    command_.server = Endpoint{host.address, host.port.value_or(service.vip.port)};
    // Without translation the server gets the packet as it came: ipvsadm ignores its port.
    const bool translates = command_.server_options.forwarding == Forwarding::masquerade;
    const bool by_mark = service.kind == ServiceKey::Kind::fwmark;
    if (creates() && !translates && !by_mark) command_.server->port = service.vip.port;
    return true;
  }

  bool read_weight() {
    uint32_t weight = 1;
    if (!read_number_of(Topic::weight, "a weight", 0, largest_integer, weight)) return false;
    command_.server_options.weight = int(weight);
    return true;
  }

  bool read_thresholds() {
    ServerOptions& options = command_.server_options;
    if (!read_number_of(Topic::upper, "a threshold", 0, largest_integer, options.upper_threshold) ||
        !read_number_of(Topic::lower, "a threshold", 0, largest_integer, options.lower_threshold)) {
      return false;
    }
    if (options.lower_threshold <= options.upper_threshold) return true;
    return fail(*find(Topic::lower)->value, "the lower threshold (-y) is above the upper one (-x)");
  }

  bool check_tunnel() {
    for (const Topic topic : {Topic::tunnel_type, Topic::tunnel_port, Topic::tunnel_checksum}) {
      const IpvsadmGiven* given = find(topic);
      if (given == nullptr || is_tunnel()) continue;
      return fail(given->name, fmt::format("option {} is only valid with -i", given->word->text()));
    }
    return true;
  }

  bool read_tunnel_type() {
    const IpvsadmGiven* given = find(Topic::tunnel_type);
    if (given == nullptr) return true;
    command_.server_options.tunnel_type = given->value->text;
    return is_one_of(*given->value, "tunnel type", {"ipip", "gue", "gre"});
  }

  bool read_tunnel_port() {
    const IpvsadmGiven* given = find(Topic::tunnel_port);
    const bool is_gue = command_.server_options.tunnel_type == "gue";
    if (given == nullptr && !is_gue) return true;
    if (given == nullptr)
      return fail(find(Topic::tunnel_type)->name, "a gue tunnel needs --tun-port PORT");
    if (!is_gue) return fail(given->name, "option --tun-port is only valid with --tun-type gue");
    uint32_t port = 0;
    if (!read_number(*given->value, "a port", 1, 65535, port)) return false;
    command_.server_options.tunnel_port = uint16_t(port);
    return true;
  }

  bool read_tunnel_checksum() {
    const IpvsadmGiven* given = find(Topic::tunnel_checksum);
    if (given == nullptr) return true;
    ServerOptions& options = command_.server_options;
    options.tunnel_checksum = given->word->name.substr(std::string_view("tun-").size());
    const bool fits = options.tunnel_type == "gue" ||
                      (options.tunnel_type == "gre" && options.tunnel_checksum != "remcsum");
    return fits || fail(given->name, fmt::format("an {} tunnel has no {}", options.tunnel_type,
                                                 given->word->text()));
  }
};

}  // namespace

std::optional<LineError> read_ipvsadm_server(const IpvsadmLine& line, IpvsadmCommand& command) {
  ServerReader reader(line, command);
  if (reader.read()) return std::nullopt;
  return reader.error();
}

}  // namespace hopproof
