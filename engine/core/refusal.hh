#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace hopproof::core {

/// Why a change of the configuration was not made.
struct Refusal {
  enum class Reason : uint8_t {
    service_exists,     // EEXIST
    no_such_service,    // ESRCH
    server_exists,      // EEXIST
    no_such_server,     // ENOENT
    no_such_scheduler,  // ENOENT
    invalid,            // EINVAL: families differ, address not unicast
    out_of_range,       // ERANGE: weight, thresholds
    unsupported,        // the kernel could; this engine cannot. The text begins "unsupported: "
  };
  Reason reason;
  std::string text;  ///< what ipvsadm prints, or what is not supported

  bool is_unsupported() const { return reason == Reason::unsupported; }
};

/// nullopt: done.
using Refused = std::optional<Refusal>;

}  // namespace hopproof::core
