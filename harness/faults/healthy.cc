#include "harness/faults/deployment.hh"

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

/// Builds deployments in the networks of one variant.
class Plan {
 public:
  explicit Plan(int variant) : variant_(variant) {}

  std::string out(int host) const { return address(1, host); }
  std::string front(int host) const { return address(2, host); }
  std::string mid(int host) const { return address(3, host); }
  std::string back(int host) const { return address(4, host); }
  std::string mgmt(int host) const { return address(5, host); }

  /// Client, director and server, each next to the other.
  Deployment adjacent(const std::string& name, Family family = Family::v4) {
    family_ = family;
    Deployment made;
    made.name = name;
    made.family = family;
    made.port = 80 + variant_;
    made.server_port = 8080 + variant_;
    made.cip = made.seen = front(9);
    made.asked = made.vip = front(100);
    made.rip = back(5);
    made.front = "front";
    made.back = "back";
    made.spare = back(77);
    made.node("client").plug("front") = {"front", "front", {net(front(9))}};
    DeployedNode& director = made.node("director");
    director.plug("front") = {"front", "front", {net(front(1)), host(front(100))}};
    director.plug("back") = {"back", "back", {net(back(1))}};
    director.sysctls[forwarding()] = "1";
    made.node("rs").plug("back") = {"back", "back", {net(back(5))}};
    made.node("rs").routes = {"default via " + back(1)};
    serve(made);
    return made;
  }

  void serve(Deployment& made) const {
    const std::string letter = made.protocol == "tcp"   ? "-t"
                               : made.protocol == "udp" ? "-u"
                                                        : "--sctp-service";
    const std::string service = letter + " " + Deployment::endpoint(made.vip, made.port);
    made.node(made.director).ipvs = {
        fmt::format("-A {} -s rr", service),
        fmt::format("-a {} -r {} -m", service, Deployment::endpoint(made.rip, made.server_port))};
    made.node(made.server).serves = {
        fmt::format("{}:{}", made.protocol == "tcp" ? "http" : made.protocol, made.server_port)};
  }

  void put_router_before(Deployment& made) const {
    made.router_before = "edge";
    made.cip = made.seen = out(9);
    DeployedNode& client = made.node("client");
    client.plugs = {{"out", "out", {net(out(9))}}};
    client.routes = {"default via " + out(1)};
    DeployedNode& edge = made.node("edge");
    edge.plugs = {{"out", "out", {net(out(1))}}, {"front", "front", {net(front(254))}}};
    edge.sysctls[forwarding()] = "1";
    made.node("director").routes.push_back("default via " + front(254));
  }

  void put_router_behind(Deployment& made) const {
    made.router_behind = "inner";
    made.back = "mid";
    DeployedNode& director = made.node("director");
    director.plugs.back() = {"mid", "mid", {net(mid(1))}};
    director.routes.push_back(fmt::format("{} via {}", network(back(0)), mid(2)));
    DeployedNode& inner = made.node("inner");
    inner.plugs = {{"mid", "mid", {net(mid(2))}}, {"back", "back", {net(back(1))}}};
    inner.routes = {"default via " + mid(1)};
    inner.sysctls[forwarding()] = "1";
  }

  void masquerade(Deployment& made) const {
    DeployedNode& director = made.node("director");
    director.sysctls["net.ipv4.vs.conntrack"] = "1";
    director.firewall.push_back(
        fmt::format("-t nat -A POSTROUTING -m ipvs --vaddr {} -j MASQUERADE", made.vip));
    made.node("rs").routes.clear();
  }

  Deployment one_arm() {
    Deployment made = adjacent("one-arm");
    made.front = made.back = "back";
    made.cip = back(9);
    made.seen = back(1);
    made.asked = made.vip = back(100);
    made.node("client").plugs = {{"back", "back", {net(back(9))}}};
    made.node("director").plugs = {{"back", "back", {net(back(1)), host(back(100))}}};
    serve(made);
    masquerade(made);
    return made;
  }

  Deployment two_arm_masquerade() {
    Deployment made = adjacent("masquerade");
    made.seen = back(1);
    masquerade(made);
    return made;
  }

  Deployment upstream_dnat() {
    Deployment made = adjacent("upstream-dnat");
    put_router_before(made);
    made.asked = fmt::format("198.51.100.{}", variant_ + 1);
    made.node("edge").firewall = {fmt::format(
        "-t nat -A PREROUTING -d {} -j DNAT --to-destination {}", made.asked, made.vip)};
    return made;
  }

  Deployment local_server() {
    Deployment made = adjacent("local-server");
    made.server = "director";
    made.rip = back(1);
    std::erase_if(made.nodes, [](const DeployedNode& one) { return one.name == "rs"; });
    serve(made);
    return made;
  }

  /// The server has a management network, by which its default route goes; a policy rule sends
  /// what belongs to the service back to the director.
  Deployment several_nics() {
    Deployment made = adjacent("several-nics");
    DeployedNode& server = made.node("rs");
    server.plugs.push_back({"mgmt", "mgmt", {net(mgmt(5))}});
    server.routes = {"default via " + mgmt(254), fmt::format("default via {} table 100", back(1))};
    server.rules = {fmt::format("from {} lookup 100", back(5))};
    made.node("office").plugs = {{"mgmt", "mgmt", {net(mgmt(254))}}};
    return made;
  }

  Deployment mark_service() {
    Deployment made = adjacent("mark");
    DeployedNode& director = made.node("director");
    director.firewall = {
        fmt::format("-t mangle -A PREROUTING -d {} -p tcp --dport {} -j MARK --set-mark 7",
                    made.vip, made.port)};
    director.ipvs = {
        "-A -f 7 -s rr",
        fmt::format("-a -f 7 -r {} -m", Deployment::endpoint(made.rip, made.server_port))};
    return made;
  }

  Deployment over(const std::string& protocol) {
    Deployment made = adjacent(protocol);
    made.protocol = protocol;
    serve(made);
    return made;
  }

  /// The client has the service in its own namespace, at the address that the server answers.
  Deployment ipvs_on_the_client() {
    Deployment made = adjacent("ipvs-on-client");
    std::erase_if(made.nodes, [](const DeployedNode& one) { return one.name == "client"; });
    made.client = made.director;
    made.front = made.back;
    made.cip = made.seen = made.asked = made.vip = back(1);
    made.node("director").plugs = {{"back", "back", {net(back(1))}}};
    serve(made);
    return made;
  }

  Deployment two_servers() {
    Deployment made = adjacent("two-servers");
    DeployedNode& second = made.node("rs2");
    second.plug("back") = {"back", "back", {net(back(6))}};
    second.routes = {"default via " + back(1)};
    second.serves = made.node("rs").serves;
    made.server = "rs2";
    made.rip = back(6);
    made.times = 2;
    made.node("director")
        .ipvs.push_back(fmt::format("-a -t {} -r {} -m", Deployment::endpoint(made.vip, made.port),
                                    Deployment::endpoint(made.rip, made.server_port)));
    return made;
  }

  /// One connection, opened and used again.
  Deployment held_connection() {
    Deployment made = adjacent("held");
    made.held = true;
    made.node("rs").serves = {fmt::format("tcp:{}", made.server_port)};
    return made;
  }

  Deployment keepalived_pair() {
    Deployment made = adjacent("pair");
    DeployedNode standby = made.node("director");
    standby.name = "standby";
    standby.plug("front").addresses = {net(front(2))};
    standby.plug("back").addresses = {net(back(2))};
    made.nodes.push_back(standby);
    return made;
  }

  Deployment with_routers(const std::string& name, bool before, bool behind,
                          Family family = Family::v4) {
    Deployment made = adjacent(name, family);
    if (before) put_router_before(made);
    if (behind) put_router_behind(made);
    return made;
  }

 private:
  std::string address(int network, int host) const {
    return family_ == Family::v4 ? fmt::format("10.{}.{}.{}", variant_ + 1, network, host)
                                 : fmt::format("2001:db8:{}:{}::{:x}", variant_ + 1, network, host);
  }
  std::string net(const std::string& address) const {
    return with_network_prefix(address, family_);
  }
  std::string host(const std::string& address) const { return with_host_prefix(address, family_); }
  std::string network(const std::string& zero) const {
    return family_ == Family::v4 ? zero + "/24" : zero.substr(0, zero.rfind(':') + 1) + "/64";
  }
  std::string forwarding() const { return forwarding_sysctl(family_); }

  int variant_;
  Family family_ = Family::v4;
};

}  // namespace

std::vector<Deployment> healthy_deployments(int variant) {
  Plan plan(variant);
  return {plan.adjacent("adjacent"),
          plan.with_routers("client-behind-router", true, false),
          plan.with_routers("server-behind-router", false, true),
          plan.with_routers("routers-on-both-sides", true, true),
          plan.upstream_dnat(),
          plan.one_arm(),
          plan.two_arm_masquerade(),
          plan.local_server(),
          plan.several_nics(),
          plan.mark_service(),
          plan.over("udp"),
          plan.over("sctp"),
          plan.ipvs_on_the_client(),
          plan.two_servers(),
          plan.keepalived_pair(),
          plan.held_connection(),
          plan.adjacent("ipv6", Family::v6),
          plan.with_routers("ipv6-routers", true, true, Family::v6)};
}

}  // namespace hopproof::faults
