#pragma once

#include "harness/model/fib.hh"
#include "harness/model/policy_rules.hh"
#include "harness/model/sysctls.hh"

#include <string>

namespace hopproof::model {

/// What the kernel says of the source of a packet that came in.
struct SourceCheck {
  int error = 0;       ///< EXDEV: the reverse path filter; EINVAL: an address that no other has
  std::string sysctl;  ///< the value of rp_filter that counts: "net.ipv4.conf.all.rp_filter"
};

/// fib_validate_source of IPv4, for a packet that would leave by `output` ("": it is for the node).
SourceCheck check_source(const RouteQuery& query, const std::string& output, const Fib& fib,
                         const SourceAddresses& addresses, const Sysctls& sysctls);

}  // namespace hopproof::model
