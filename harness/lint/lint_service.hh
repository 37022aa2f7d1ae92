#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof {

using Warnings = std::vector<WarningResult>;

/// A virtual service as its lines are in the case file.
struct LintService {
  const Node* director = nullptr;
  const IpvsItem* line = nullptr;        ///< its -A
  std::vector<const IpvsItem*> servers;  ///< its -a

  const ServiceKey& key() const { return *line->command.service; }
  bool is_marked() const { return key().kind == ServiceKey::Kind::fwmark; }
};

/// A node that a probe makes ask a service, and the address that it asks from.
struct LintClient {
  const Node* node = nullptr;
  IpAddress address;
};

std::vector<LintService> lint_services(const Case& deployment);

/// Who asks the service in some probe that names its address; each address once.
std::vector<LintClient> lint_clients(const Case& deployment, const LintService& service);

/// True when a command of some step has this word after "ipvsadm" for the service ("-a").
bool a_step_adds_servers(const Case& deployment, const LintService& service);

void lint_services_alone(const Case& deployment, const LintService& service, Warnings& warnings);
void lint_addresses(const Case& deployment, const LintService& service, Warnings& warnings);
void lint_masquerade(const Case& deployment, const LintService& service, Warnings& warnings);
void lint_return_way(const Case& deployment, const LintService& service, Warnings& warnings);
void lint_tracking(const Case& deployment, Warnings& warnings);
void lint_networks(const Case& deployment, Warnings& warnings);

}  // namespace hopproof
