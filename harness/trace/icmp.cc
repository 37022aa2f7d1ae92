#include "harness/trace/icmp.hh"

namespace hopproof::trace {

bool is_icmp_echo_request(Family family, uint8_t type) {
  return type == (family == Family::v4 ? 8 : 128);
}

bool is_icmp_echo(Family family, uint8_t type) {
  return is_icmp_echo_request(family, type) || type == (family == Family::v4 ? 0 : 129);
}

bool is_icmp_error(Family family, uint8_t type) {
  if (family == Family::v6) return type >= 1 && type <= 4;
  return (type >= 3 && type <= 5) || type == 11 || type == 12;
}

bool is_icmp6_discovery(uint8_t type) { return (type >= 130 && type <= 137) || type == 143; }

}  // namespace hopproof::trace
