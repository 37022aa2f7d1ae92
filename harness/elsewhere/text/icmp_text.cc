#include "harness/elsewhere/text/icmp_text.hh"

#include "harness/base/protocol.hh"
#include "harness/elsewhere/text/cursor.hh"

#include <array>
#include <memory>

namespace hopproof::elsewhere {
namespace {

constexpr uint8_t nameless = 255;

struct IcmpWording {
  std::string_view words;
  uint8_t type, code;
};

/// print-icmp.c: in an order in which the longer words come first.
constexpr std::array v4_wordings{
    IcmpWording{"echo request", 8, 0},
    IcmpWording{"echo reply", 0, 0},
    IcmpWording{"need to frag", 3, 4},
    IcmpWording{"admin prohibited filter", 3, 13},
    IcmpWording{"admin prohibited", 3, 10},
    IcmpWording{" protocol ", 3, 2},
    IcmpWording{" port ", 3, 3},
    IcmpWording{"host ", 3, 1},
    IcmpWording{"net ", 3, 0},
    IcmpWording{"time exceeded in-transit", 11, 0},
    IcmpWording{"ip reassembly time exceeded", 11, 1},
    IcmpWording{"redirect ", 5, 1},
};

/// print-icmp6.c.
constexpr std::array v6_wordings{
    IcmpWording{"echo request", 128, 0},
    IcmpWording{"echo reply", 129, 0},
    IcmpWording{"unreachable route", 1, 0},
    IcmpWording{"unreachable prohibited", 1, 1},
    IcmpWording{"unreachable address", 1, 3},
    IcmpWording{"unreachable port", 1, 4},
    IcmpWording{"packet too big", 2, 0},
    IcmpWording{"time exceeded in-transit", 3, 0},
    IcmpWording{"router solicitation", 133, 0},
    IcmpWording{"router advertisement", 134, 0},
    IcmpWording{"neighbor solicitation", 135, 0},
    IcmpWording{"neighbor advertisement", 136, 0},
    IcmpWording{"redirect", 137, 0},
};

void name_message(std::string_view text, std::span<const IcmpWording> wordings,
                  trace::Packet& packet) {
  trace::IcmpFields& icmp = packet.icmp.emplace();
  icmp.type = nameless;
  for (const IcmpWording& wording : wordings) {
    if (text.find(wording.words) == text.npos) continue;
    icmp.type = wording.type;
    icmp.code = wording.code;
    return;
  }
}

/// The word in front of " tcp port 80 unreachable", or of " unreachable".
std::string_view quoted_address(std::string_view text) {
  for (const std::string_view mark :
       {" tcp port ", " udp port ", " sctp port ", " protocol ", " unreachable"}) {
    const auto before = text.substr(0, text.find(mark));
    if (before.size() == text.size()) continue;
    return before.substr(before.find_last_of(' ') + 1);
  }
  return "";
}

void read_quote_of(std::string_view text, NamedAddresses& names, trace::Packet& packet) {
  const std::string_view address = quoted_address(text);
  if (address.empty()) return;
  trace::Packet quote;
  quote.is_ip = true;
  quote.source = packet.destination;
  const auto parsed = IpAddress::parse(address);
  quote.destination = parsed ? *parsed : names.address_of(address);
  for (const std::string_view word : {"tcp", "udp", "sctp"}) {
    const auto port = number_behind<uint16_t>(text, std::string(word) + " port ");
    if (!port) continue;
    quote.protocol = *protocol::number(word);
    quote.source_port = 0;
    quote.destination_port = *port;
  }
  packet.carried = std::make_shared<trace::Packet>(std::move(quote));
}

}  // namespace

void read_icmp_text(std::string_view text, NamedAddresses& names, trace::Packet& packet) {
  const bool v6 = packet.protocol == protocol::icmp6;
  name_message(text, v6 ? std::span<const IcmpWording>(v6_wordings) : v4_wordings, packet);
  packet.icmp->id = number_behind<uint16_t>(text, "id ").value_or(0);
  packet.icmp->sequence = number_behind<uint16_t>(text, "seq ").value_or(0);
  packet.icmp->rest = number_behind<uint32_t>(text, "mtu ").value_or(0);
  constexpr uint32_t icmp_header = 8;
  const auto length = number_behind<uint32_t>(text, "length ").value_or(icmp_header);
  packet.payload_claimed = length > icmp_header ? length - icmp_header : 0;
  const bool error = v6 ? packet.icmp->type < 128 : packet.icmp->type == 3;
  if (error) read_quote_of(text, names, packet);
}

}  // namespace hopproof::elsewhere
