#pragma once

#include "harness/verdict/diagnosis/finding.hh"

#include <string>

namespace hopproof::verdict {

/// Takes away what refuses packets for `destination` at `node`; where nothing does, a route by
/// `next`, a node on the same link. "" for `next`: by a router there.
void add_route_remedy(Finding& finding, const Incident& incident, const std::string& node,
                      const IpAddress& destination, const std::string& next);

/// Takes the address away from where the node has it.
void add_removal(Finding& finding, const Incident& incident, const std::string& node,
                 const IpAddress& address);

/// The routes and IPv6 addresses that went when the link was set down, to be set again.
void add_lost_with_link(Finding& finding, const Incident& incident, const std::string& node,
                        const std::string& interface);

}  // namespace hopproof::verdict
