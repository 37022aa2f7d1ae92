#include "harness/elsewhere/readers/seen_packet.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

constexpr uint32_t reserved = 0xf0000000;  // 240.0.0.0/4, RFC 1112
constexpr size_t most_names = 1u << 20;
constexpr size_t most_examples = 3;
constexpr size_t longest_example = 120;

}  // namespace

IpAddress NamedAddresses::address_of(std::string_view name) {
  auto found = std::ranges::find(names_, name);
  if (found == names_.end()) {
    if (names_.size() >= most_names) return IpAddress::v4(reserved);
    found = names_.insert(names_.end(), std::string(name));
  }
  return IpAddress::v4(reserved + uint32_t(found - names_.begin()) + 1);
}

bool NamedAddresses::is_named(const IpAddress& address) const {
  if (!address.is_v4()) return false;
  const uint32_t number = address.v4_host_order();
  return number > reserved && number - reserved <= names_.size();
}

std::string NamedAddresses::text(const IpAddress& address) const {
  return is_named(address) ? names_[address.v4_host_order() - reserved - 1] : address.text();
}

void CaptureFile::cannot_read(uint64_t number, std::string_view what) {
  ++unreadable;
  if (examples.size() < most_examples)
    examples.push_back(fmt::format("{}: {}", number, what.substr(0, longest_example)));
}

}  // namespace hopproof::elsewhere
