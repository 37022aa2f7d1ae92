#pragma once

#include <optional>
#include <string>

namespace hopproof::run {

/// Whether this host's kernel can play director: nullopt when it can, else why not. Found by
/// trying: ipvsadm loads the module where that is allowed. Without root it cannot: IPVS is
/// configured in the first user namespace only.
std::optional<std::string> why_no_ipvs_here();

}  // namespace hopproof::run
