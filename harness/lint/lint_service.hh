#pragma once

#include "harness/case/case.hh"
#include "harness/model/services.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::lint {

using Warnings = std::vector<verdict::WarningResult>;

/// A node that a probe makes ask a service, and the address that it asks from.
struct LintClient {
  const Node* node = nullptr;
  IpAddress address;
};

/// Who asks the service in some probe that names its address; each address once.
std::vector<LintClient> lint_clients(const Case& deployment, const model::Service& service);

/// True when the service has servers after the commands of some step.
bool a_step_adds_servers(const Case& deployment, const model::Service& service);

void lint_services_alone(const Case& deployment, const model::Service& service, Warnings& warnings);
void lint_addresses(const Case& deployment, const model::Service& service, Warnings& warnings);
void lint_masquerade(const Case& deployment, const model::Service& service, Warnings& warnings);
void lint_return_way(const Case& deployment, const model::Service& service, Warnings& warnings);
void lint_tracking(const Case& deployment, Warnings& warnings);
void lint_networks(const Case& deployment, Warnings& warnings);
void lint_shared_addresses(const Case& deployment, Warnings& warnings);
/// Connections that fail as the case is written, by what stops them; comes behind the others, which
/// say some of it with better words.
void lint_forecast(const Case& deployment, Warnings& warnings);

}  // namespace hopproof::lint
