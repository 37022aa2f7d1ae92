#include "engine/core/services/service_table.hh"

#include "harness/base/protocol.hh"

#include <algorithm>

namespace hopproof::core {

namespace {

using Kind = ServiceKey::Kind;

constexpr uint16_t first_unprivileged_port = 1024;

bool is_ftp(const Service& service) {
  return service.key.kind == Kind::tcp && service.port() == ftp_port;
}

}  // namespace

size_t ServiceTable::KeyHash::operator()(const ServiceKey& key) const noexcept {
  const auto kind = static_cast<size_t>(key.kind) << 8 | static_cast<size_t>(key.family);
  return (AddressHash{}(key.vip) ^ kind ^ size_t{key.mark} << 32) * 0x9e3779b97f4a7c15;
}

Service* ServiceTable::find(const ServiceKey& key) {
  const auto found = services_.find(normalised(key));
  return found == services_.end() ? nullptr : found->second.get();
}

Service* ServiceTable::match(const ServiceQuery& query) {
  if (query.mark != 0 && mark_services_ != 0) {
    ServiceKey key;
    key.kind = Kind::fwmark;
    key.mark = query.mark;
    key.family = query.family;
    if (Service* service = find(key)) return service;
  }
  if (Service* service = find_port(query, query.virtual_port)) return service;
  if (is_ftp_data(query))
    if (Service* service = find_port(query, ftp_port)) return service;
  return find_port(query, 0);
}

Service* ServiceTable::find_port(const ServiceQuery& query, uint16_t port) {
  ServiceKey key;
  key.kind = service_kind(query.protocol).value_or(Kind::udp);
  key.family = query.family;
  key.vip = {query.virtual_address.unpack(query.family), port};
  const auto found = services_.find(key);
  return found == services_.end() ? nullptr : found->second.get();
}

bool ServiceTable::is_ftp_data(const ServiceQuery& query) const {
  return ftp_services_ != 0 && query.protocol == protocol::tcp &&
         (query.virtual_port == ftp_data_port || query.virtual_port >= first_unprivileged_port);
}

Service& ServiceTable::add(const ServiceKey& key, const ServiceOptions& options) {
  auto service = std::make_unique<Service>();
  service->id = free_id();
  service->key = normalised(key);
  service->options = options;
  ++families_[static_cast<size_t>(service->key.family)];
  if (is_ftp(*service)) ++ftp_services_;
  if (service->is_fwmark()) ++mark_services_;
  return *services_.emplace(service->key, std::move(service)).first->second;
}

std::unique_ptr<Service> ServiceTable::remove(const ServiceKey& key) {
  const auto found = services_.find(normalised(key));
  if (found == services_.end()) return nullptr;
  std::unique_ptr<Service> service = std::move(found->second);
  services_.erase(found);
  --families_[static_cast<size_t>(service->key.family)];
  if (is_ftp(*service)) --ftp_services_;
  if (service->is_fwmark()) --mark_services_;
  return service;
}

std::vector<const Service*> ServiceTable::sorted() const {
  std::vector<const Service*> all;
  for (const auto& [key, service] : services_) all.push_back(service.get());
  std::ranges::sort(all, {}, &Service::id);
  return all;
}

std::vector<ServiceKey> ServiceTable::keys() const {
  std::vector<ServiceKey> all;
  for (const auto& [key, service] : services_) all.push_back(key);
  return all;
}

uint32_t ServiceTable::free_id() const {
  uint32_t id = 1;
  for (const Service* service : sorted())
    if (service->id == id) ++id;
  return id;
}

}  // namespace hopproof::core
