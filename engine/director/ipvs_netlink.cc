#include "engine/director/ipvs_netlink.hh"

#include "engine/director/ipvs_listing.hh"
#include "engine/director/ipvs_message.hh"
#include "harness/base/error.hh"
#include "netns/netlink_attributes.hh"

#include <cerrno>

#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>

namespace hopproof {
namespace {

constexpr const char* attempt = "talk to the kernel's IPVS";

void put_header(NetlinkMessage& message, uint8_t command, uint8_t version) {
  auto& header = message.header<genlmsghdr>();
  header.cmd = command;
  header.version = version;
}

uint16_t find_family(NetlinkSocket& socket) {
  constexpr uint8_t version = 1;
  NetlinkMessage question(GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_ACK);
  put_header(question, CTRL_CMD_GETFAMILY, version);
  question.put_text(CTRL_ATTR_FAMILY_NAME, IPVS_GENL_NAME);
  uint16_t id = 0;
  socket.ask(
      question,
      [&](const nlmsghdr& answer) {
        for_each_attribute(answer, sizeof(genlmsghdr), [&](const nlattr& attribute) {
          if (mnl_attr_get_type(&attribute) == CTRL_ATTR_FAMILY_ID)
            id = number_of<uint16_t>(attribute);
        });
      },
      attempt);
  if (id == 0) throw MissingCapability("this kernel has no ip_vs, or the module is not loaded");
  return id;
}

}  // namespace

IpvsNetlink::IpvsNetlink(const Namespace& space)
    : socket_(space, NETLINK_GENERIC), family_(find_family(socket_)) {}

NetlinkMessage IpvsNetlink::order(uint8_t command, uint16_t flags) const {
  NetlinkMessage message(family_, uint16_t(NLM_F_REQUEST | flags));
  put_header(message, command, IPVS_GENL_VERSION);
  return message;
}

int IpvsNetlink::apply(const IpvsadmCommand& command) {
  const uint8_t number = ipvs_command_number(command.verb);
  if (number == IPVS_CMD_UNSPEC) return EOPNOTSUPP;
  NetlinkMessage message = order(number, NLM_F_ACK);
  put_ipvs_command(message, command);
  return socket_.ask(
      message, [](const nlmsghdr&) {}, attempt);
}

std::vector<CounterRow> IpvsNetlink::counters() {
  std::vector<IpvsListed<ServiceKey>> services;
  NetlinkMessage all = order(IPVS_CMD_GET_SERVICE, NLM_F_DUMP);
  socket_.dump(
      all,
      [&](const nlmsghdr& answer) {
        if (auto service = read_ipvs_service(answer)) services.push_back(*service);
      },
      attempt);
  std::vector<CounterRow> rows;
  for (const auto& service : services) {
    const std::string name = listed_name(service.name);
    rows.push_back({name, "", service.counters});
    NetlinkMessage servers = order(IPVS_CMD_GET_DEST, NLM_F_DUMP);
    put_ipvs_service_name(servers, service.name);
    socket_.dump(
        servers,
        [&](const nlmsghdr& answer) {
          if (const auto server = read_ipvs_server(answer))
            rows.push_back({name, server->name.text(), server->counters});
        },
        attempt);
  }
  return rows;
}

}  // namespace hopproof
