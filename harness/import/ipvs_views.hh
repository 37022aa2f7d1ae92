#pragma once

#include "harness/import/host.hh"

#include <string_view>
#include <vector>

namespace hopproof::imports {

/// The lines of `ipvsadm -Sn` with what it does not say: the servers of each service in the order
/// in which they were added (`listing` is `ipvsadm -Ln --nosort`, newest first:
/// __ip_vs_add_dest puts them in front), and the thresholds (`thresholds` is `ipvsadm -Ln
/// --thresholds`).
void complete_services(std::vector<Fact>& lines, std::string_view listing,
                       std::string_view thresholds);

/// "--set 900 120 60" for `ipvsadm -L --timeout`; nothing where the timeouts are the kernel's.
std::vector<Fact> timeouts_of(std::string_view text, const Where& where);

}  // namespace hopproof::imports
