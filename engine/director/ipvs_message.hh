#pragma once

#include "harness/case/ipvsadm/ipvsadm.hh"
#include "netns/netlink/message.hh"

#include <cstdint>

namespace hopproof::director {

/// The IPVS_CMD_* (linux/ip_vs.h) that does what an ipvsadm command does; IPVS_CMD_UNSPEC for those
/// that change neither services, servers, counters nor timeouts.
uint8_t ipvs_command_number(IpvsadmCommand::Verb verb);

/// The attributes of that message, as ipvsadm 1.31 fills them.
void put_ipvs_command(netlink::Message& message, const IpvsadmCommand& command);

/// The attribute that names a service whose servers are asked for.
void put_ipvs_service_name(netlink::Message& message, const ServiceKey& key);

}  // namespace hopproof::director
