#include "harness/faults/fault.hh"

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

std::string service_of(const Deployment& at) {
  return "-t " + Deployment::endpoint(at.vip, at.port);
}

/// What happens to an open connection, as a step in between.
Fault between(const std::string& kind, const std::string& node, std::vector<std::string> findings,
              std::vector<std::string> steps) {
  return make_fault(kind, node, std::move(findings), Spot::under_way, [steps](Deployment& made) {
    made.while_held.insert(made.while_held.end(), steps.begin(), steps.end());
  });
}

std::string at_director(const Deployment& at, const std::string& command) {
  return fmt::format("{}: \"{}\"", at.director, command);
}

}  // namespace

void add_held_faults(const Deployment& at, std::vector<Fault>& found) {
  const std::string server = Deployment::endpoint(at.rip, at.server_port);
  found.push_back(
      between("the server is deleted under way", at.director, {"stale-destination"},
              {at_director(at, fmt::format("ipvsadm -d {} -r {}", service_of(at), server))}));
  Fault idle =
      between("idle for longer than the entry", at.director, {"connection-expired"}, {"wait: 4s"});
  const auto wait = idle.put_in;
  idle.put_in = [wait](Deployment& made) {
    made.node(made.director).ipvs.emplace_back("--set 2 0 0");
    wait(made);
  };
  found.push_back(idle);
  found.push_back(between("the server's route goes under way", at.server, {"reply-has-no-route"},
                          {fmt::format("{}: \"ip route del default\"", at.server)}));
  found.push_back(between("ip_forward goes under way", at.director, {"reply-not-forwarded"},
                          {at_director(at, "sysctl -w net.ipv4.ip_forward=0")}));
  found.push_back(
      between("FORWARD is closed under way", at.director, {"reply-dropped-by-forward-filter"},
              {at_director(at, fmt::format("iptables -A FORWARD -s {} -j DROP", at.rip))}));
}

}  // namespace hopproof::faults
