#pragma once

#include "netns/netlink/socket.hh"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hopproof::netlink {

// Generic netlink: families of commands that the kernel numbers as they are loaded.

/// A command of a family (linux/genetlink.h).
Message generic_message(uint16_t family, uint8_t command, uint8_t version, uint16_t flags);

/// The number of the family of that name ("IPVS") on a socket of NETLINK_GENERIC, asked for by
/// CTRL_CMD_GETFAMILY; nullopt when the kernel has none.
std::optional<uint16_t> find_generic_family(Socket& socket, std::string_view name);

}  // namespace hopproof::netlink
