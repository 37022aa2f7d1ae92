#pragma once

#include "harness/verdict/mismatch.hh"

#include <vector>

namespace hopproof::verdict {

/// One row a connection, with the hops of its request and its reply; the packets that crossed a hop
/// with the same tuple are folded into one.
std::vector<FlowResult> flow_rows(const std::vector<Connection>& connections,
                                  const Evidence& evidence);

/// "1.65.15.140:40000"; the address alone where there is no port; of ARP the sender or the target.
std::string source_text(const trace::Packet& packet);
std::string destination_text(const trace::Packet& packet);

}  // namespace hopproof::verdict
