#pragma once

#include "harness/base/address.hh"
#include "harness/case/text/diagnostic.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// How a service is named: -t, -u, --sctp-service HOST:PORT, or -f MARK [-6].
struct ServiceKey {
  enum class Kind : uint8_t { tcp, udp, sctp, fwmark };
  Kind kind = Kind::tcp;
  Endpoint vip;       ///< tcp, udp, sctp; port 0 is the catch-all of that address
  uint32_t mark = 0;  ///< fwmark
  Family family = Family::v4;

  std::string text() const;  ///< "-t 10.0.0.1:80", as ipvsadm-save writes it
  /// The number of its IP protocol; protocol::any for a firewall mark, which takes every one.
  uint8_t protocol() const;
  auto operator<=>(const ServiceKey&) const = default;
};

/// How a service of this IP protocol is named; nullopt for one that IPVS does not balance.
std::optional<ServiceKey::Kind> service_kind(uint8_t protocol);

enum class Forwarding : uint8_t { masquerade, direct, tunnel };

/// The words after -A or -E. Defaults are those of ipvsadm(8).
struct ServiceOptions {
  std::string scheduler = "wlc";
  std::optional<uint32_t> persistence;  ///< -p, seconds
  std::optional<Cidr> netmask;          ///< -M; v4: address is the mask's text, prefix its length
  bool one_packet = false;              ///< -o
  std::string persistence_engine;       ///< --pe
  std::vector<std::string> flags;       ///< -b sh-port,...
};

/// The words after -a or -e. Thresholds of 0 mean none.
struct ServerOptions {
  Forwarding forwarding = Forwarding::direct;
  int weight = 1;
  uint32_t upper_threshold = 0;
  uint32_t lower_threshold = 0;
  std::string tunnel_type = "ipip";  ///< -i: ipip, gue, gre
  uint16_t tunnel_port = 0;          ///< gue
  std::string tunnel_checksum;       ///< gue, gre: nocsum, csum, remcsum; "": none said
};

/// One ipvsadm command, as typed after the word "ipvsadm" or as ipvsadm-save prints it.
struct IpvsadmCommand {
  enum class Verb {
    add_service,
    edit_service,
    delete_service,
    clear,
    add_server,
    edit_server,
    delete_server,
    zero,
    list,
    set_timeouts,
    save,
    restore,
    start_daemon,
    stop_daemon,
  };
  Verb verb = Verb::list;
  std::optional<ServiceKey> service;
  ServiceOptions service_options;
  std::optional<Endpoint> server;
  ServerOptions server_options;
  /// --set TCP TCPFIN UDP, seconds; 0 keeps the value.
  uint32_t timeouts[3] = {0, 0, 0};
  /// list: what was asked for.
  bool numeric = false, connections = false, stats = false, rate = false, exact = false,
       timeout_view = false, persistent_conn = false, thresholds = false, daemon = false,
       nosort = false;
};

/// Reads one line with ipvsadm 1.31's grammar (long and short options, "--opt=value", options
/// bundled as in -Lnc). A leading word "ipvsadm" is accepted. Returns the command or what is wrong.
std::variant<IpvsadmCommand, LineError> parse_ipvsadm(std::string_view line);

/// The line as `ipvsadm-save -n` writes it (-A and -a only). It drops -x and -y, as the original
/// does.
std::string to_line(const IpvsadmCommand& command);

/// Every scheduler of the kernel: rr wrr lc wlc ...
const std::vector<std::string>& scheduler_names();

}  // namespace hopproof
