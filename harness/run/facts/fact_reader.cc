#include "harness/run/facts/fact_reader.hh"

#include "harness/model/sysctl_name.hh"
#include "harness/run/facts/live_services.hh"
#include "harness/run/facts/node_tables.hh"
#include "harness/run/facts/nstat.hh"
#include "harness/run/facts/route_lookup.hh"
#include "netns/sysctl.hh"

#include <array>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

constexpr std::array node_sysctls{"net.ipv4.ip_forward", "net.ipv4.conf.all.rp_filter",
                                  "net.ipv4.conf.all.send_redirects",
                                  "net.ipv6.conf.all.forwarding"};
constexpr std::array interface_sysctls{"rp_filter", "send_redirects", "forwarding"};
constexpr std::array vs_sysctls{
    "conntrack",       "expire_nodest_conn", "expire_quiescent_template",
    "conn_reuse_mode", "snat_reroute",       "nat_icmp_send"};

/// "" where the kernel has no such setting.
std::string value_of(const std::string& name) {
  const auto path = model::sysctl_path(name);
  std::string value;
  if (!path || netns::read_sysctl(*path, value) != 0) return "";
  return value;
}

}  // namespace

FactReader::FactReader(netns::Lab& lab, Directors& directors, const Firewalls& firewalls)
    : lab_(lab), directors_(directors), firewalls_(firewalls) {}

void FactReader::begin_step() {
  for (netns::LabNode& node : lab_.nodes())
    before_.insert_or_assign(node.node->name, NstatText(node.space));
  martians_before_ = read_martian_sources();
}

verdict::LabFacts FactReader::read(const verdict::StepRecord& record,
                                   const verdict::Inquiry& inquiry) {
  verdict::LabFacts facts;
  facts.martian_sources = read_martian_sources() - martians_before_;
  for (netns::LabNode& node : lab_.nodes()) facts.nodes[node.node->name] = read_node(node, record);
  std::map<std::string, RouteLookup> lookups;
  for (const verdict::RouteQuestion& question : inquiry.routes) {
    const auto lookup = lookups.try_emplace(question.node, lab_.node(question.node).space).first;
    facts.routes[question] = lookup->second.ask(question);
  }
  return facts;
}

verdict::NodeFacts FactReader::read_node(netns::LabNode& node, const verdict::StepRecord& record) {
  verdict::NodeFacts facts;
  const auto before = before_.find(node.node->name);
  if (before != before_.end()) facts.before = before->second.counters();
  facts.after = read_nstat(node.space);
  facts.interfaces = read_interfaces(node.space);
  facts.neighbours = read_neighbours(node.space);
  facts.listeners = read_listeners(node.space);
  facts.sysctls = read_sysctls(node, facts.interfaces);
  facts.default_routes = RouteLookup(node.space).default_routes();
  facts.rules = firewalls_.rules(node, record.before);
  facts.nft = firewalls_.nft_rules(node, record.before);
  if (director::Director* director = directors_.find(node.node->name))
    facts.services = parse_services(director->ipvsadm("-Sn").output);
  return facts;
}

std::map<std::string, std::string> FactReader::read_sysctls(
    netns::LabNode& node, const std::vector<verdict::InterfaceFact>& interfaces) {
  std::map<std::string, std::string> values;
  const netns::EnterScope in(node.space);
  for (const char* name : node_sysctls) values[name] = value_of(name);
  for (const verdict::InterfaceFact& interface : interfaces) {
    for (const char* word : interface_sysctls) {
      const std::string name = fmt::format("net.ipv4.conf.{}.{}", interface.name, word);
      values[name] = value_of(fmt::format("net/ipv4/conf/{}/{}", interface.name, word));
    }
  }
  director::Director* director = directors_.find(node.node->name);
  for (const char* word : vs_sysctls) {
    const std::string name = fmt::format("net.ipv4.vs.{}", word);
    if (director == nullptr) continue;
    const auto own = director->sysctl(word);
    values[name] = own ? *own : value_of(name);
  }
  return values;
}

}  // namespace hopproof::run
