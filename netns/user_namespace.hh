#pragma once

#include <string>

namespace hopproof::netns {

/// True when this process may create network and mount namespaces as it is: CAP_SYS_ADMIN and
/// CAP_NET_ADMIN are effective.
bool may_administer();

/// Enters a new user namespace in which the caller's user and group are 0. The process must have
/// one thread, and wants a network namespace of its own next: it can leave the caller's, but not
/// come back. Returns "" or what was refused: "create a user namespace: Operation not permitted".
std::string enter_user_namespace();

}  // namespace hopproof::netns
