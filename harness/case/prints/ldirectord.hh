#pragma once

#include "harness/case/prints/print.hh"

namespace hopproof {

/// Reads ldirectord.cf (ldirectord(8)): its services and servers as lines of ipvsadm, as they are
/// when every check succeeds. Checks, fallbacks and notifications are in `assumed`.
Printed read_ldirectord(std::string_view text);

}  // namespace hopproof
