#pragma once

#include "harness/case/ipvsadm/ipvsadm.hh"
#include "harness/case/prints/print.hh"

#include <array>
#include <string_view>
#include <vector>

namespace hopproof {

/// What a row of `ipvsadm -Ln --stats`, `--rate`, `--thresholds` or `--persistent-conn` says of a
/// service (`server` empty) or of one of its servers.
struct IpvsNumbers {
  enum class Of { statistics, rate, thresholds, persistent_connections };
  Of of = Of::statistics;
  ServiceKey service;
  std::optional<Endpoint> server;
  std::vector<uint64_t> values;  ///< in the order of the columns
  PrintPlace place;
};

/// The services and servers of a listing as lines of ipvsadm (`items`), in its order.
struct PrintedIpvs : Printed {
  std::vector<IpvsNumbers> numbers;
};

/// Reads `ipvsadm -Ln` with any of its views, several after another, /proc/net/ip_vs, and lines of
/// ipvsadm between them. Thresholds are put into the lines of their servers. Names instead of
/// numbers are refused with the advice to print it with -n.
PrintedIpvs read_ipvs_listing(std::string_view text);

/// One entry of `ipvsadm -Lnc`, or of /proc/net/ip_vs_conn.
struct IpvsConnection {
  uint8_t protocol = 0;  ///< protocol::any for a template of a firewall mark
  std::string expires;   ///< as printed: "01:54"
  std::string state;
  Endpoint source, destination;
  std::optional<Endpoint> service;  ///< none: a template of a firewall mark
  PrintPlace place;
};
struct PrintedConnections : Printed {
  std::vector<IpvsConnection> connections;
};
PrintedConnections read_ipvs_connections(std::string_view text);

}  // namespace hopproof
