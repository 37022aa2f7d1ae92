#pragma once

#include "harness/case/ipvsadm/ipvsadm.hh"

#include <cstdint>
#include <optional>
#include <vector>

namespace hopproof {

struct IpvsItem;

/// A server of a virtual service. The lines are those of a case; null where a lab reports it.
struct RealServer {
  Endpoint address;  ///< what stands after -r
  ServerOptions options;
  const IpvsItem* line = nullptr;  ///< its -a
  const IpvsItem* set = nullptr;   ///< the last -a or -e: where its options stand

  /// Where a connection to that port goes: port 0 keeps it (ip_vs_nat_xmit: dest->port or vport).
  uint16_t port_for(uint16_t asked) const { return address.port != 0 ? address.port : asked; }
};

/// A virtual service and its servers, in the order of their -a.
struct VirtualService {
  ServiceKey key;
  ServiceOptions options;
  std::vector<RealServer> servers;
  const IpvsItem* line = nullptr;  ///< its -A
  const IpvsItem* set = nullptr;   ///< the last -A or -E

  bool is_marked() const { return key.kind == ServiceKey::Kind::fwmark; }
};

/// What a packet has that IPVS looks a service up by.
struct ServiceQuery {
  uint8_t protocol = 6;
  Endpoint destination;
  uint32_t mark = 0;  ///< 0: none, or not known
};

/// Why ipvsadm refuses a command.
enum class ServiceError : uint8_t {
  service_exists,      ///< EEXIST of -A
  no_service,          ///< ESRCH of -E, -D, -a, -e, -d
  server_exists,       ///< EEXIST of -a
  no_server,           ///< ENOENT of -e, -d
  nothing_configured,  ///< -L, -S, -R: no line of a configuration
};

/// The services of one director as commands of ipvsadm leave them (do_ip_vs_set_ctl and
/// ip_vs_genl_set_cmd of net/netfilter/ipvs/ip_vs_ctl.c).
class ServiceTable {
 public:
  /// Applies -A -E -D -a -e -d and -C; -Z, --set and the daemons change no service. A command that
  /// is refused, or that lacks its service or server, changes nothing.
  std::optional<ServiceError> apply(const IpvsadmCommand& command, const IpvsItem* line = nullptr);

  const std::vector<VirtualService>& services() const { return services_; }
  /// The service of that name; null when there is none.
  const VirtualService* find(const ServiceKey& key) const;

 private:
  std::optional<ServiceError> add(const IpvsadmCommand& command, const IpvsItem* line);
  std::optional<ServiceError> change(const IpvsadmCommand& command, const IpvsItem* line);
  std::optional<ServiceError> change_server(VirtualService& service, const IpvsadmCommand& command,
                                            const IpvsItem* line);

  std::vector<VirtualService> services_;
};

/// The service that takes a packet, as ip_vs_service_find does: the one of its mark, else the one
/// of its address and port, else an FTP service for a data connection (port 20 or an unprivileged
/// one), else the one for every port of the address; null when none does.
const VirtualService* service_for(const std::vector<VirtualService>& services,
                                  const ServiceQuery& query);

/// True when the service is for this protocol and address by its name: that port, or every one.
bool is_named_by(const ServiceKey& key, uint8_t protocol, const Endpoint& destination);

}  // namespace hopproof
