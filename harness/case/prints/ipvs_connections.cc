#include "harness/base/protocol.hh"
#include "harness/case/prints/ipvs_prints.hh"
#include "harness/case/prints/ipvs_row.hh"

#include <algorithm>

namespace hopproof {
namespace {

std::optional<uint8_t> protocol_of(std::string_view word) {
  if (word == "TCP") return protocol::tcp;
  if (word == "UDP") return protocol::udp;
  if (word == "SCTP") return protocol::sctp;
  if (word == "IP") return protocol::any;
  return std::nullopt;
}

/// "C6336407", "D431": an address and a port of /proc/net/ip_vs_conn, in two words.
std::optional<Endpoint> two_words(const PrintLine& line, size_t first) {
  std::string host(line.word(first));
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return printed_endpoint(host + ":" + std::string(line.word(first + 1)), true);
}

std::optional<IpvsConnection> read_hexadecimal(const PrintLine& line, uint8_t protocol) {
  const auto source = two_words(line, 1);
  const auto service = two_words(line, 3);
  const auto destination = two_words(line, 5);
  if (!source || !service || !destination || line.words.size() < 9) return std::nullopt;
  return IpvsConnection{protocol,
                        std::string(line.word(8)),
                        std::string(line.word(7)),
                        *source,
                        *destination,
                        service,
                        line.place};
}

std::optional<IpvsConnection> read_decimal(const PrintLine& line, uint8_t protocol) {
  const auto source = Endpoint::parse(line.word(3));
  const auto service = Endpoint::parse(line.word(4));
  const auto destination = Endpoint::parse(line.word(5));
  if (!source || !service || !destination) return std::nullopt;
  return IpvsConnection{protocol,
                        std::string(line.word(1)),
                        std::string(line.word(2)),
                        *source,
                        *destination,
                        service,
                        line.place};
}

}  // namespace

PrintedConnections read_ipvs_connections(std::string_view text) {
  PrintedConnections printed;
  for (const PrintLine& line : print_lines(text)) {
    if (line.word(0) == "IPVS" || line.word(0) == "pro" || line.word(0) == "Pro") continue;
    const auto protocol = protocol_of(line.word(0));
    std::optional<IpvsConnection> connection;
    if (protocol) connection = read_decimal(line, *protocol);
    if (protocol && !connection) connection = read_hexadecimal(line, *protocol);
    if (!connection) {
      printed.unread.push_back({line.place, "this is no connection as `ipvsadm -Lnc` lists it"});
      continue;
    }
    if (*protocol == protocol::any) connection->service.reset();
    printed.connections.push_back(*std::move(connection));
  }
  return printed;
}

}  // namespace hopproof
