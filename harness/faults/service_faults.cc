#include "harness/faults/fault.hh"

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

using Lines = std::vector<std::string>;

void replace_all(Lines& lines, const std::string& before, const std::string& after) {
  for (std::string& line : lines) {
    const size_t at = line.find(before);
    if (at != std::string::npos) line.replace(at, before.size(), after);
  }
}

/// Changes the lines of the director, or those that are about the ill server.
std::function<void(Deployment&)> in_lines(std::function<void(Lines&, const Deployment&)> change) {
  return [change](Deployment& made) { change(made.node(made.director).ipvs, made); };
}

std::string to_server(const Deployment& at) { return Deployment::endpoint(at.rip, at.server_port); }

void add_missing(const Deployment& at, std::vector<Fault>& found) {
  const std::string& node = at.director;
  found.push_back(
      make_static_fault("no server", node, {"service-without-servers"}, Spot::in_ipvs,
                        in_lines([](Lines& lines, const Deployment&) { lines.resize(1); })));
  found.push_back(make_static_fault("weight 0", node, {"all-weights-zero"}, Spot::in_ipvs,
                                    in_lines([](Lines& lines, const Deployment&) {
                                      for (size_t i = 1; i < lines.size(); ++i) lines[i] += " -w 0";
                                    })));
  found.push_back(make_static_fault("no service", node, {"no-matching-service"}, Spot::in_ipvs,
                                    in_lines([](Lines& lines, const Deployment& made) {
                                      replace_all(
                                          lines, Deployment::endpoint(made.vip, made.port) + " ",
                                          Deployment::endpoint(made.vip, made.port + 1) + " ");
                                      replace_all(lines, "-f 7", "-f 8");
                                    })));
  if (at.protocol != "sctp" && at.node(node).ipvs.front().find("-f") == std::string::npos)
    found.push_back(
        make_static_fault("service of another protocol", node, {"no-matching-service"},
                          Spot::in_ipvs, in_lines([](Lines& lines, const Deployment& made) {
                            const bool tcp = made.protocol == "tcp";
                            replace_all(lines, tcp ? "-t " : "-u ", tcp ? "-u " : "-t ");
                          })));
}

void add_marks(const Deployment& at, std::vector<Fault>& found) {
  if (at.node(at.director).ipvs.front().find("-f") == std::string::npos) return;
  found.push_back(make_static_fault(
      "wrong mark", at.director, {"no-matching-service"}, Spot::in_ipvs, [](Deployment& made) {
        replace_all(made.node(made.director).firewall, "--set-mark 7", "--set-mark 6");
      }));
  found.push_back(make_static_fault("nobody sets the mark", at.director, {"no-matching-service"},
                                    Spot::in_ipvs, [](Deployment& made) {
                                      std::erase_if(
                                          made.node(made.director).firewall, [](const auto& line) {
                                            return line.find("--set-mark") != std::string::npos;
                                          });
                                    }));
}

void add_ports(const Deployment& at, std::vector<Fault>& found) {
  // A mark is for any port, and a server of port 0 is then as it should be.
  const bool marked = at.node(at.director).ipvs.front().find("-f") != std::string::npos;
  found.push_back(
      make_static_fault("nobody listens", at.server, {"server-refused"}, Spot::at_server,
                        [](Deployment& made) { made.node(made.server).serves.clear(); }));
  found.push_back(make_static_fault(
      "wrong server port", at.server, {"server-refused"}, Spot::at_server,
      in_lines([](Lines& lines, const Deployment& made) {
        replace_all(lines, to_server(made), Deployment::endpoint(made.rip, made.server_port + 1));
      })));
  found.push_back(
      make_static_fault("server port 0", marked ? at.server : at.director,
                        {marked ? "server-refused" : "server-port-zero"}, Spot::at_server,
                        in_lines([](Lines& lines, const Deployment& made) {
                          replace_all(lines, to_server(made), Deployment::endpoint(made.rip, 0));
                        })));
  found.push_back(make_static_fault(
      "the server is no address of this deployment", at.director, {"server-unreachable"},
      Spot::leaving_director, in_lines([](Lines& lines, const Deployment& made) {
        replace_all(lines, to_server(made), Deployment::endpoint(made.spare, made.server_port));
      })));
}

}  // namespace

void add_service_faults(const Deployment& deployment, std::vector<Fault>& found) {
  add_missing(deployment, found);
  add_marks(deployment, found);
  add_ports(deployment, found);
  if (deployment.protocol == "udp")
    found.push_back(
        make_static_fault("one-packet scheduling", deployment.director, {"reply-not-translated"},
                          Spot::back_in_director,
                          in_lines([](Lines& lines, const Deployment&) { lines[0] += " -o"; })));
}

}  // namespace hopproof::faults
