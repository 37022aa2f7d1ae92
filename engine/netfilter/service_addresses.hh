#pragma once

#include "engine/core/view.hh"
#include "engine/netfilter/nft/address_sets.hh"

#include <vector>

namespace hopproof::netfilter {

/// The addresses whose packets the core has to see for these services.
Addresses addresses_of(const std::vector<core::ServiceView>& services);

}  // namespace hopproof::netfilter
