#pragma once

#include "harness/case/case.hh"
#include "harness/model/route_table.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof::model {

/// The addresses of a node in the order in which the kernel keeps and chooses them: with those
/// that lo is born with.
class SourceAddresses {
 public:
  struct Entry {
    std::string interface;
    Cidr cidr;
    uint8_t scope = universe_scope;  ///< IPv4
    std::string item;                ///< its path; "": the kernel's own
    /// IPv4: the first address of its network on this interface, which routes name as source; its
    /// own where it is the first itself (IFA_F_SECONDARY).
    IpAddress primary;

    bool is_secondary() const { return primary != cidr.address; }
  };

  explicit SourceAddresses(const Node& node);

  /// As they were added.
  const std::vector<Entry>& all() const { return all_; }

  /// The source of a packet to `destination` that leaves by `interface`. IPv4: the first address of
  /// the interface in the network of `gateway` that is no secondary one, else (and without gateway)
  /// its first, else the first of another interface; none of a narrower scope (inet_select_addr
  /// with route_localnet off). IPv6: RFC 6724 as ipv6_dev_get_saddr has it.
  std::optional<IpAddress> choose(const std::string& interface, const IpAddress& destination,
                                  const std::optional<IpAddress>& gateway,
                                  uint8_t scope = universe_scope) const;

  bool has(const IpAddress& address) const;
  bool has_v4(const std::string& interface) const { return !primaries(interface).empty(); }

 private:
  std::optional<IpAddress> choose_v4(const std::string& interface,
                                     const std::optional<IpAddress>& gateway, uint8_t scope) const;
  std::optional<IpAddress> choose_v6(const std::string& interface,
                                     const IpAddress& destination) const;
  std::vector<const Entry*> primaries(const std::string& interface) const;

  std::vector<std::string> interfaces_;  // lo first
  std::vector<Entry> all_;
};

}  // namespace hopproof::model
