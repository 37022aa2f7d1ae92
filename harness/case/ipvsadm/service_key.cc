#include "harness/base/protocol.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <fmt/format.h>

namespace hopproof {

std::string ServiceKey::text() const {
  switch (kind) {
    case Kind::tcp:
      return "-t " + vip.text();
    case Kind::udp:
      return "-u " + vip.text();
    case Kind::sctp:
      return "--sctp-service " + vip.text();
    case Kind::fwmark:
      return fmt::format("-f {}{}", mark, family == Family::v6 ? " -6" : "");
  }
  return "";
}

uint8_t ServiceKey::protocol() const {
  switch (kind) {
    case Kind::tcp:
      return protocol::kTcp;
    case Kind::udp:
      return protocol::kUdp;
    case Kind::sctp:
      return protocol::kSctp;
    case Kind::fwmark:
      break;
  }
  return protocol::kAny;
}

std::optional<ServiceKey::Kind> service_kind(uint8_t protocol) {
  if (protocol == protocol::kTcp) return ServiceKey::Kind::tcp;
  if (protocol == protocol::kUdp) return ServiceKey::Kind::udp;
  if (protocol == protocol::kSctp) return ServiceKey::Kind::sctp;
  return std::nullopt;
}

}  // namespace hopproof
