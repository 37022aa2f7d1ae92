#pragma once

#include "engine/core/nat_state.hh"
#include "engine/core/wire/packet.hh"

namespace hopproof::core {

/// A packet on its way from a real server (ip_vs_out_hook for TCP and UDP). One of no connection
/// passes unchanged, its own address for all to see.
Verdict handle_reply(NatState& nat, const Packet& packet);

}  // namespace hopproof::core
