#pragma once

#include "harness/verdict/diagnosis/incident.hh"

#include <vector>

namespace hopproof::verdict {

/// The services that the connection may have been scheduled by, as the director lists them now:
/// those for its address and port, else those for marks.
std::vector<const ServiceFact*> candidate_services(const Incident& incident);

/// The server line for this address, or null.
const RealServer* find_server(const std::vector<const ServiceFact*>& services,
                              const Endpoint& address);

bool has_servers(const std::vector<const ServiceFact*>& services);
bool has_weight(const std::vector<const ServiceFact*>& services);

/// The director's row for this connection, at the end of the step or of the step before; or null.
const ChosenServer* row_now(const Incident& incident);
const ChosenServer* row_before(const Incident& incident);
/// A persistence template of the client toward this service, at the end of the step before.
const ChosenServer* template_before(const Incident& incident);

/// "TCP 10.1.0.9:40000 10.1.0.1:80 10.2.0.5:80", as in ipvsadm -Lnc.
std::string row_text(const ChosenServer& row);

/// "ipvsadm -Ln: -t 10.1.0.1:80 has 10.2.0.5:80 weight 0"
std::string service_text(const ServiceFact& service);

}  // namespace hopproof::verdict
