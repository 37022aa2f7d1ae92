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
      return protocol::tcp;
    case Kind::udp:
      return protocol::udp;
    case Kind::sctp:
      return protocol::sctp;
    case Kind::fwmark:
      break;
  }
  return protocol::any;
}

std::optional<ServiceKey::Kind> service_kind(uint8_t protocol) {
  if (protocol == protocol::tcp) return ServiceKey::Kind::tcp;
  if (protocol == protocol::udp) return ServiceKey::Kind::udp;
  if (protocol == protocol::sctp) return ServiceKey::Kind::sctp;
  return std::nullopt;
}

}  // namespace hopproof
