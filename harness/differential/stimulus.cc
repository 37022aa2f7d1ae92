#include "harness/differential/stimulus.hh"

#include "engine/packets/plain_packet.hh"
#include "harness/base/big_endian.hh"
#include "harness/base/protocol.hh"

#include <array>
#include <sstream>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

constexpr std::array<std::string_view, 5> kinds{"request", "reply", "error-to-server",
                                                "error-to-client", "stray"};
constexpr std::array<std::string_view, 5> flaws{"none", "ip-checksum", "checksum", "no-checksum",
                                                "cut"};

template <typename Names>
std::optional<size_t> index_of(const Names& names, std::string_view word) {
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == word) return i;
  return std::nullopt;
}

Bytes plain(const Stimulus& s, const Endpoint& from, const Endpoint& to) {
  const std::string payload(static_cast<size_t>(s.size), 'x'), from_text = from.text(),
                                                               to_text = to.text();
  Bytes packet;
  if (s.protocol == "sctp") {
    packet = core::craft_sctp(from_text, to_text, s.flags, payload);
  } else {
    core::Crafted crafted{.from = from_text,
                          .to = to_text,
                          .protocol = protocol::number(s.protocol).value_or(protocol::udp)};
    crafted.flags = s.flags;
    crafted.payload = payload;
    crafted.udp_checksum = s.flaw != Flaw::no_checksum || !from.address.is_v4();
    packet = core::craft(crafted);
  }
  return packet;
}

Bytes error(const Stimulus& s, const IpAddress& from, const IpAddress& to, const Bytes& quote) {
  return core::icmp_error(from.text(), to.text(), s.type, s.code, quote);
}

void set_ttl(Bytes& packet, int ttl) {
  const bool v4 = core::is_v4(packet);
  packet[v4 ? 8 : 7] = static_cast<uint8_t>(ttl);
  if (!v4) return;
  store16(&packet[10], 0);
  store16(&packet[10], core::plain_checksum(packet.data(), core::header_size(packet), 0));
}

/// The IP header has the new length and a right checksum.
void cut(Bytes& packet) {
  const size_t header = core::header_size(packet);
  packet.resize(header + 6);
  const bool v4 = core::is_v4(packet);
  store16(&packet[v4 ? 2 : 4], static_cast<uint16_t>(v4 ? packet.size() : 6));
  set_ttl(packet, packet[v4 ? 8 : 7]);
}

void spoil(Bytes& packet, Flaw flaw) {
  if (flaw == Flaw::ip_checksum && core::is_v4(packet)) packet[10] ^= 0x55;
  if (flaw == Flaw::cut) cut(packet);
  if (flaw != Flaw::checksum) return;
  const uint8_t protocol = core::protocol_in(packet);
  const size_t at = protocol == protocol::sctp ? 8 : core::checksum_offset(protocol);
  packet[core::header_size(packet) + at] ^= 0x55;
}

}  // namespace

std::string Stimulus::text() const {
  std::string words = fmt::format("{} {} {} > {}", kinds[static_cast<size_t>(kind)], protocol,
                                  client.text(), service.text());
  if (kind == Kind::stray)
    words = fmt::format("stray {} {} > {}", protocol, service.text(), client.text());
  if (kind == Kind::error_to_server || kind == Kind::error_to_client)
    words += fmt::format(" icmp {}/{}", type, code);
  if (flags != 0) words += fmt::format(" flags {}", flags);
  if (size != 0) words += fmt::format(" size {}", size);
  if (ttl != 64) words += fmt::format(" ttl {}", ttl);
  if (flaw != Flaw::none) words += fmt::format(" flaw {}", flaws[static_cast<size_t>(flaw)]);
  return words;
}

std::optional<Stimulus> Stimulus::parse(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string kind, from, arrow, to, word, value;
  Stimulus stimulus;
  if (!(words >> kind >> stimulus.protocol >> from >> arrow >> to)) return std::nullopt;
  const auto kind_index = index_of(kinds, kind);
  const auto first = Endpoint::parse(from), second = Endpoint::parse(to);
  if (!kind_index || !first || !second || arrow != ">") return std::nullopt;
  stimulus.kind = static_cast<Kind>(*kind_index);
  stimulus.client = stimulus.kind == Kind::stray ? *second : *first;
  stimulus.service = stimulus.kind == Kind::stray ? *first : *second;
  while (words >> word >> value) {
    const size_t slash = value.find('/');
    const auto number = parse_number(std::string_view(value).substr(0, slash), 65535);
    if (word == "flaw") {
      const auto flaw_index = index_of(flaws, value);
      if (!flaw_index) return std::nullopt;
      stimulus.flaw = static_cast<Flaw>(*flaw_index);
      continue;
    }
    if (!number) return std::nullopt;
    if (word == "flags") stimulus.flags = static_cast<uint8_t>(*number);
    if (word == "size") stimulus.size = static_cast<int>(*number);
    if (word == "ttl") stimulus.ttl = static_cast<int>(*number);
    if (word == "icmp" && slash != std::string::npos) {
      stimulus.type = static_cast<uint8_t>(*number);
      const auto code = parse_number(std::string_view(value).substr(slash + 1), 255);
      stimulus.code = static_cast<uint8_t>(code.value_or(0));
    }
  }
  return stimulus;
}

std::optional<Bytes> Stimulus::build(const std::optional<Endpoint>& server) const {
  Bytes packet;
  switch (kind) {
    case Kind::request:
      packet = plain(*this, client, service);
      break;
    case Kind::stray:
      packet = plain(*this, service, client);
      break;
    case Kind::error_to_server:
      packet = error(*this, client.address, service.address, plain(*this, service, client));
      break;
    default:
      if (!server) return std::nullopt;
      packet = kind == Kind::reply
                   ? plain(*this, *server, client)
                   : error(*this, server->address, client.address, plain(*this, client, *server));
  }
  set_ttl(packet, ttl);
  spoil(packet, flaw);
  return packet;
}

}  // namespace hopproof::differential
