#include "reports/port_names.hh"

#include "reports/endpoint_text.hh"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace hopproof {

bool PortNames::is_written(const std::string& port) const {
  const auto is_digit = [&](size_t at) {
    return at < source_.size() && std::isdigit(static_cast<unsigned char>(source_[at])) != 0;
  };
  for (size_t at = source_.find(port); at != std::string::npos; at = source_.find(port, at + 1)) {
    if (!is_digit(at + port.size()) && (at == 0 || !is_digit(at - 1))) return true;
  }
  return false;
}

std::string PortNames::named(const std::string& endpoint) {
  const EndpointParts parts = endpoint_parts(endpoint);
  if (parts.port.empty() || is_written(parts.port)) return endpoint;
  std::vector<std::string>& known = known_[parts.address];
  auto found = std::ranges::find(known, parts.port);
  if (found == known.end()) found = known.insert(known.end(), parts.port);
  return fmt::format("{}:port{}", parts.address, found - known.begin() + 1);
}

std::string PortNames::named(const HopResult& hop) {
  const std::string source = named(hop.source);  // first sighted, first numbered
  return fmt::format("{}: {} > {}", hop.hop, source, named(hop.destination));
}

}  // namespace hopproof
