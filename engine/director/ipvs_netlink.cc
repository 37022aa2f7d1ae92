#include "engine/director/ipvs_netlink.hh"

#include "engine/director/ipvs_listing.hh"
#include "engine/director/ipvs_message.hh"
#include "harness/base/error.hh"
#include "netns/netlink/generic.hh"

#include <cerrno>

#include <linux/ip_vs.h>

namespace hopproof::director {
namespace {

constexpr const char* talk_to_ipvs = "talk to the kernel's IPVS";

uint16_t find_ipvs(netlink::Socket& socket) {
  const auto family = netlink::find_generic_family(socket, IPVS_GENL_NAME);
  if (!family) throw MissingCapability("this kernel has no ip_vs, or the module is not loaded");
  return *family;
}

}  // namespace

IpvsNetlink::IpvsNetlink(const netns::Namespace& space)
    : socket_(space, NETLINK_GENERIC), family_(find_ipvs(socket_)) {}

netlink::Message IpvsNetlink::order(uint8_t command, uint16_t flags) const {
  return netlink::generic_message(family_, command, IPVS_GENL_VERSION, flags);
}

int IpvsNetlink::apply(const IpvsadmCommand& command) {
  const uint8_t number = ipvs_command_number(command.verb);
  if (number == IPVS_CMD_UNSPEC) return EOPNOTSUPP;
  netlink::Message message = order(number, NLM_F_ACK);
  put_ipvs_command(message, command);
  return socket_.try_request(message, talk_to_ipvs);
}

std::vector<CounterRow> IpvsNetlink::counters() {
  std::vector<IpvsListed<ServiceKey>> services;
  netlink::Message all = order(IPVS_CMD_GET_SERVICE, NLM_F_DUMP);
  socket_.request(all, talk_to_ipvs, [&](const nlmsghdr& answer) {
    if (auto service = read_ipvs_service(answer)) services.push_back(*service);
  });
  std::vector<CounterRow> rows;
  for (const auto& service : services) {
    const std::string name = listed_name(service.name);
    rows.push_back({name, "", service.counters});
    netlink::Message servers = order(IPVS_CMD_GET_DEST, NLM_F_DUMP);
    put_ipvs_service_name(servers, service.name);
    socket_.request(servers, talk_to_ipvs, [&](const nlmsghdr& answer) {
      if (const auto server = read_ipvs_server(answer))
        rows.push_back({name, server->name.text(), server->counters});
    });
  }
  return rows;
}

}  // namespace hopproof::director
