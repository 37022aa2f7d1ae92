#pragma once

#include "engine/core/services/service.hh"
#include "engine/core/wire/packed_address.hh"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace hopproof::core {

/// What a packet offers to find its service by.
struct ServiceQuery {
  Family family;
  uint32_t mark;
  uint8_t protocol;
  PackedAddress virtual_address;
  uint16_t virtual_port;
};

/// All services of one director.
class ServiceTable {
 public:
  /// The service named so, for its configuration; nullptr: none.
  Service* find(const ServiceKey& key);
  /// The service that a packet belongs to (ip_vs_service_find): by mark, exactly, as data of an
  /// FTP service, by the address alone; nullptr: none.
  Service* match(const ServiceQuery& query);

  /// The key must be new. Gives the service the lowest free id.
  Service& add(const ServiceKey& key, const ServiceOptions& options);
  /// Takes it out and hands it over.
  std::unique_ptr<Service> remove(const ServiceKey& key);

  /// IPVS hooks itself into a family's netfilter only while it has services.
  bool has_family(Family family) const { return families_[static_cast<size_t>(family)] != 0; }

  /// In the order of their ids.
  std::vector<const Service*> sorted() const;
  std::vector<ServiceKey> keys() const;

  /// Calls visit(service) for each, in no order.
  template <typename Visit>
  void for_each(Visit visit) {
    for (auto& [key, service] : services_) visit(*service);
  }

 private:
  struct KeyHash {
    size_t operator()(const ServiceKey& key) const noexcept;
  };
  Service* find_port(const ServiceQuery& query, uint16_t port);
  bool is_ftp_data(const ServiceQuery& query) const;
  uint32_t free_id() const;

  std::unordered_map<ServiceKey, std::unique_ptr<Service>, KeyHash> services_;
  uint32_t families_[2] = {0, 0};
  uint32_t ftp_services_ = 0;
  uint32_t mark_services_ = 0;
};

}  // namespace hopproof::core
