#pragma once

#include "harness/probe/crafted_packet.hh"
#include "harness/verdict/judge.hh"
#include "netns/lab.hh"

namespace hopproof::run {

/// What the names in a `send` packet mean: CIP is the address that the sending node's routes choose
/// toward the destination (or the probe's `source`), words are those bound before. Throws HostError
/// for a name that means no address, or several.
probe::AddressResolver send_names(netns::Lab& lab, const Probe& probe,
                                  const verdict::Bindings& bindings);

}  // namespace hopproof::run
