#pragma once

#include "harness/case/case.hh"

#include <chrono>
#include <optional>
#include <string_view>

namespace hopproof {

/// "500ms" or "3s", at most a day.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "http:80", "tcp:10.0.0.5:80", "udp:*:53"; the port is not 0.
std::optional<Serve> parse_serve(std::string_view text);

/// "port", "exit", "address 10.0.0.1", "output TEXT" or a duration.
std::optional<Ready> parse_ready(std::string_view text);

/// "ID" or "ID at NODE" or "ID at NODE.INTERFACE", without a place. `none` is not a finding.
std::optional<FindingClaim> parse_finding(std::string_view text);

/// "ipvs", "engine", "ipvs >= 6.12", without reason and place.
std::optional<Only> parse_only(std::string_view text);

/// "10.0.0.1" or "10.0.0.1:80" and such: an address a probe can ask for; the port is not 0.
std::optional<Endpoint> parse_target(std::string_view text);

}  // namespace hopproof
