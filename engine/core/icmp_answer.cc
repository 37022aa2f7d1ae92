#include "engine/core/icmp_answer.hh"

#include "engine/core/wire/header.hh"
#include "harness/base/big_endian.hh"
#include "harness/base/internet_checksum.hh"

#include <algorithm>

namespace hopproof::core {

namespace {

constexpr size_t v4_most = 576, v6_most = 1280;
constexpr uint8_t hops = 64;

struct TypeCode {
  uint8_t type, code;
};

TypeCode v4_type(IcmpReason reason) {
  switch (reason) {
    case IcmpReason::port_unreachable:
      return {3, 3};
    case IcmpReason::host_unreachable:
      return {3, 1};
    case IcmpReason::time_exceeded:
      return {11, 0};
    case IcmpReason::too_big:
      break;
  }
  return {3, 4};
}

TypeCode v6_type(IcmpReason reason) {
  switch (reason) {
    case IcmpReason::port_unreachable:
      return {1, 4};
    case IcmpReason::host_unreachable:
      return {1, 3};
    case IcmpReason::time_exceeded:
      return {3, 0};
    case IcmpReason::too_big:
      break;
  }
  return {2, 0};
}

/// RFC 1122, 3.2.2 and RFC 4443, 2.4: no answer to or about more than one host.
bool may_answer(const Packet& offender) {
  const IpAddress from = offender.source().unpack(offender.family());
  const IpAddress to = offender.destination().unpack(offender.family());
  const bool broadcast = from.is_v4() && from.v4_host_order() == 0xffffffff;
  return !from.is_unspecified() && !from.is_multicast() && !broadcast && !to.is_multicast();
}

void put_error(std::span<uint8_t> message, TypeCode what, uint32_t mtu,
               std::span<const uint8_t> quote) {
  std::ranges::fill(message.first(icmp_header), uint8_t{0});
  message[0] = what.type;
  message[1] = what.code;
  store32(&message[4], mtu);
  std::ranges::copy(quote, message.begin() + icmp_header);
}

}  // namespace

std::span<const uint8_t> IcmpAnswer::build(const Packet& offender, IcmpReason reason,
                                           const PackedAddress& source, uint32_t mtu) {
  if (!may_answer(offender)) return {};
  if (reason != IcmpReason::too_big) mtu = 0;
  return offender.is_v4() ? build_v4(offender, reason, source, mtu)
                          : build_v6(offender, reason, source, mtu);
}

std::span<const uint8_t> IcmpAnswer::build_v4(const Packet& offender, IcmpReason reason,
                                              const PackedAddress& source, uint32_t mtu) {
  constexpr size_t room = v4_most - v4_header - icmp_header;
  const auto quote = offender.bytes().first(std::min(offender.bytes().size(), room));
  const auto packet = std::span(buffer_).first(v4_header + icmp_header + quote.size());
  const auto header = packet.first(v4_header);

  std::ranges::fill(header, uint8_t{0});
  header[0] = 0x45;
  header[1] = static_cast<uint8_t>((offender.bytes()[1] & 0x1e) | 0xc0);
  store16(&header[2], static_cast<uint16_t>(packet.size()));
  header[8] = hops;
  header[9] = protocol::icmp;
  std::ranges::copy(source.bytes(Family::v4), &header[12]);
  std::ranges::copy(offender.source_bytes(), &header[16]);
  store16(&header[10], internet_checksum(header));

  const auto message = packet.subspan(v4_header);
  put_error(message, v4_type(reason), mtu, quote);
  store16(&message[2], internet_checksum(message));
  return packet;
}

std::span<const uint8_t> IcmpAnswer::build_v6(const Packet& offender, IcmpReason reason,
                                              const PackedAddress& source, uint32_t mtu) {
  constexpr size_t room = v6_most - v6_header - icmp_header;
  const auto quote = offender.bytes().first(std::min(offender.bytes().size(), room));
  const auto packet = std::span(buffer_).first(v6_header + icmp_header + quote.size());
  const auto header = packet.first(v6_header);

  std::ranges::fill(header, uint8_t{0});
  header[0] = 0x60;
  store16(&header[4], static_cast<uint16_t>(icmp_header + quote.size()));
  header[6] = protocol::icmp6;
  header[7] = hops;
  std::ranges::copy(source.bytes(Family::v6), &header[8]);
  std::ranges::copy(offender.source_bytes(), &header[24]);

  const auto message = packet.subspan(v6_header);
  put_error(message, v6_type(reason), mtu, quote);
  const uint32_t pseudo = pseudo_header_sum(header.subspan(8), protocol::icmp6, message.size());
  store16(&message[2], internet_checksum(message, pseudo));
  return packet;
}

}  // namespace hopproof::core
