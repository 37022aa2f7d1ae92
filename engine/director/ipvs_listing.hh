#pragma once

#include "engine/director/director.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <optional>
#include <string>

#include <linux/netlink.h>

namespace hopproof::director {

/// A service or a server of it, as the kernel lists them (IPVS_CMD_GET_SERVICE, IPVS_CMD_GET_DEST).
template <class Name>
struct IpvsListed {
  Name name;
  IpvsCounters counters;
};

/// Reads one message of an answer; nullopt when it holds no such thing.
std::optional<IpvsListed<ServiceKey>> read_ipvs_service(const nlmsghdr& answer);
std::optional<IpvsListed<Endpoint>> read_ipvs_server(const nlmsghdr& answer);

/// "TCP 10.0.0.1:80", "FWM 1 IPv6": how `ipvsadm -Ln` names it.
std::string listed_name(const ServiceKey& service);

}  // namespace hopproof::director
