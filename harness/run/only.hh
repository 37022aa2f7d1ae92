#pragma once

#include "harness/case/case.hh"

#include <optional>
#include <string>

namespace hopproof::run {

/// Why `only:` keeps this case from this director; nullopt when it may run. `kernel` is a release
/// such as "6.1.0-56-cloud-amd64".
std::optional<std::string> kept_out(const Case& deployment, const std::string& director,
                                    const std::string& kernel);

}  // namespace hopproof::run
