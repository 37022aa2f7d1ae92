#include "harness/trace/protocol.hh"

namespace hopproof {

std::string protocol_name(uint8_t number) {
  switch (number) {
    case protocol::kTcp:
      return "tcp";
    case protocol::kUdp:
      return "udp";
    case protocol::kSctp:
      return "sctp";
    case protocol::kIcmp:
      return "icmp";
    case protocol::kIcmp6:
      return "icmp6";
    default:
      return "";
  }
}

}  // namespace hopproof
