#pragma once

#include "harness/verdict/diagnosis/incident.hh"

#include <optional>
#include <string>

namespace hopproof::verdict {

/// The address by which `from` reaches `to` directly: on a network that both are on, no VIP where
/// there is another; nullopt when they share none.
std::optional<IpAddress> address_toward(const Incident& incident, const std::string& from,
                                        const std::string& to);

/// The interface of `node` on a network that `other` is on too; "" when they share none.
std::string interface_toward(const Incident& incident, const std::string& node,
                             const std::string& other);

/// Some node on a network of `from` that has other networks too, as a gateway to name; its address.
std::optional<IpAddress> some_router(const Incident& incident, const std::string& from);

}  // namespace hopproof::verdict
