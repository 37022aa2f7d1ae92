#pragma once

#include "harness/faults/deployment.hh"

#include <functional>
#include <string>
#include <vector>

namespace hopproof::faults {

/// Where on the way of a connection a fault takes effect first. Of two faults the earlier one is
/// the cause to be named; where both stand at one place, either.
enum class Spot {
  leaving_client,
  link_to_vip,  ///< the client's or last router's neighbour lookup for the VIP
  router_before,
  entering_director,
  in_ipvs,
  leaving_director,
  router_behind,
  entering_server,
  at_server,
  leaving_server,
  router_back,
  back_in_director,
  router_before_back,
  entering_client,
  under_way,  ///< of a connection that was open
};

/// A fault at one node of one deployment, with what is true of it because it was put in.
struct Fault {
  std::string kind;   ///< a row of the report: "drop in INPUT"
  std::string node;   ///< where the cause is
  std::string label;  ///< kind and node, unique in its deployment
  /// The finding that names it, by id; several where it depends on what comes first.
  std::vector<std::string> findings;
  Spot spot = Spot::at_server;
  bool is_static = false;  ///< it can be told from the case alone
  std::string mentions;    ///< what the finding has to name: the chain
  /// Other findings that are true beside it, as what follows from it.
  std::vector<std::string> consequences;
  std::function<void(Deployment&)> put_in;
};

/// What most faults say of themselves. `kind` names it in the report.
Fault make_fault(std::string kind, std::string node, std::vector<std::string> findings, Spot spot,
                 std::function<void(Deployment&)> put_in);
/// The same of one that the case alone shows.
Fault make_static_fault(std::string kind, std::string node, std::vector<std::string> findings,
                        Spot spot, std::function<void(Deployment&)> put_in);

/// Every fault at every place of the deployment that it fits.
std::vector<Fault> faults_of(const Deployment& deployment);

// Each adds those of its theme.
void add_filter_faults(const Deployment& deployment, std::vector<Fault>& found);
void add_route_faults(const Deployment& deployment, std::vector<Fault>& found);
void add_link_faults(const Deployment& deployment, std::vector<Fault>& found);
void add_kernel_faults(const Deployment& deployment, std::vector<Fault>& found);
void add_service_faults(const Deployment& deployment, std::vector<Fault>& found);
void add_held_faults(const Deployment& deployment, std::vector<Fault>& found);

}  // namespace hopproof::faults
