#pragma once

#include "engine/core/view.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"

#include <string>
#include <vector>

namespace hopproof::netfilter {

/// What ipvsadm 1.31 prints for -L with the options of `command` (stats, exact, thresholds,
/// persistent_conn, timeout_view, numeric, nosort, a service alone), byte for byte.
std::string list_services(const IpvsadmCommand& command, std::vector<core::ServiceView> services);

/// -Lc
std::string list_connections(const IpvsadmCommand& command,
                             std::vector<core::ConnectionView> connections);

/// -L --timeout
std::string list_timeouts(const core::TimeoutsView& timeouts);

/// -S: lines that ipvsadm -R takes.
std::string save_services(std::vector<core::ServiceView> services);

}  // namespace hopproof::netfilter
