#include "netns/netlink/generic.hh"

#include "netns/netlink/attributes.hh"

#include <linux/genetlink.h>

namespace hopproof::netlink {

Message generic_message(uint16_t family, uint8_t command, uint8_t version, uint16_t flags) {
  Message message(family, flags);
  auto& header = message.header<genlmsghdr>();
  header.cmd = command;
  header.version = version;
  return message;
}

std::optional<uint16_t> find_generic_family(Socket& socket, std::string_view name) {
  constexpr uint8_t version = 1;
  Message question = generic_message(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, version, NLM_F_ACK);
  question.put_text(CTRL_ATTR_FAMILY_NAME, name);
  uint16_t id = 0;
  socket.try_request(question, "look for a family of generic netlink", [&](const nlmsghdr& answer) {
    id = Attributes(answer, sizeof(genlmsghdr)).find(CTRL_ATTR_FAMILY_ID).number<uint16_t>();
  });
  return id == 0 ? std::nullopt : std::optional(id);
}

}  // namespace hopproof::netlink
