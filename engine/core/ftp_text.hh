#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hopproof::core {

/// How an FTP client asked for its data connections to be opened from its side.
enum class FtpPassive : uint8_t { no, pasv, epsv };

/// What of a client's bytes asks for passive mode: "PASV" (IPv4 only) or "EPSV", anywhere in them.
FtpPassive find_passive_command(std::string_view text, Family family);

/// Where the client waits for the server, in "PORT 10,0,0,2,4,1" (IPv4) or "EPRT |2|fd00::2|1025|".
std::optional<Endpoint> find_active_command(std::string_view text, Family family);

/// Where a server waits for the client, and which bytes of its answer say so.
struct FtpPassiveAnswer {
  Endpoint at;
  size_t begin = 0, end = 0;
};

/// "227 Entering Passive Mode (10,0,1,2,4,1)".
std::optional<FtpPassiveAnswer> find_pasv_answer(std::string_view text);
/// "229 Entering Extended Passive Mode (|||1025|)", whose address is the `server`'s.
std::optional<FtpPassiveAnswer> find_epsv_answer(std::string_view text, const IpAddress& server);

/// "10,0,0,1,4,1".
std::string_view pasv_text(const Endpoint& at, char (&buffer)[24]);

}  // namespace hopproof::core
