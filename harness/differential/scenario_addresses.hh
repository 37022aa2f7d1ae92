#pragma once

#include "harness/base/address.hh"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace hopproof::differential {

/// The addresses of one scenario: no other one of a run has its clients and servers, and all have
/// the VIPs.
class ScenarioAddresses {
 public:
  ScenarioAddresses(Family family, uint32_t index) : family_(family), index_(index % 16384) {}

  Family family() const { return family_; }
  /// Packets to the second and third have the mark 2 and 3 at the director.
  IpAddress vip(uint64_t number = 1) const {
    const char digit = static_cast<char>('0' + number % 10);
    return *IpAddress::parse((family_ == Family::v4 ? "10.96.0." : "fd00:96::") +
                             std::string(1, digit));
  }
  /// There are four of each: 10.97.0.0 to 10.97.0.3 in scenario 0, fd00:97::1:0 to ...
  IpAddress client(uint64_t number) const { return address(97, number); }
  IpAddress server(uint64_t number) const { return address(98, number); }

 private:
  IpAddress address(uint8_t kind, uint64_t number) const {
    const uint32_t low = (index_ * 4 + static_cast<uint32_t>(number % 4)) & 0xffff;
    if (family_ == Family::v4) return IpAddress::v4(0x0a000000 | uint32_t{kind} << 16 | low);
    std::array<uint8_t, 16> bytes{0xfd, 0, 0};
    bytes[3] = static_cast<uint8_t>(kind / 10 * 16 + kind % 10);  // to be read as a decimal number
    bytes[13] = 1;
    bytes[14] = static_cast<uint8_t>(low >> 8);
    bytes[15] = static_cast<uint8_t>(low);
    return IpAddress::v6(std::span<const uint8_t, 16>(bytes));
  }

  Family family_;
  uint32_t index_;
};

}  // namespace hopproof::differential
