#include "harness/run/directors.hh"

#include "engine/director/engine_director.hh"
#include "engine/director/ipvs_director.hh"
#include "engine/director/ipvs_listing.hh"
#include "harness/base/error.hh"
#include "harness/base/protocol.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

constexpr std::string_view vs_prefix = "net.ipv4.vs.";

std::unique_ptr<director::Director> make_director(const std::string& kind, netns::Lab& lab,
                                                  netns::LabNode& node) {
  if (kind == "engine") return std::make_unique<director::EngineDirector>(node.space, lab.folder());
  if (kind == "ipvs") return std::make_unique<director::IpvsDirector>(node.space);
  throw HostError(fmt::format("there is no director '{}'", kind));
}

uint64_t pick(const director::IpvsCounters& counters, const std::string& name) {
  if (name == "Conns") return counters.connections;
  if (name == "InPkts") return counters.in_packets;
  if (name == "OutPkts") return counters.out_packets;
  if (name == "InBytes") return counters.in_bytes;
  return counters.out_bytes;
}

}  // namespace

Directors::Directors(netns::Lab& lab, const std::string& kind) : lab_(lab) {
  for (const Node* node : lab.deployment().directors()) {
    directors_.emplace(node->name, make_director(kind, lab, lab.node(node->name)));
  }
}

void Directors::configure() {
  for (auto& [name, director] : directors_) {
    director->wait_until_ready();
    apply(*lab_.node(name).node, *director);
  }
}

void Directors::apply(const Node& node, director::Director& director) {
  for (const SysctlItem& sysctl : node.sysctls) {
    if (sysctl.name.starts_with(vs_prefix))
      director.set_sysctl(sysctl.name.substr(vs_prefix.size()), sysctl.text);
  }
  std::vector<std::string> lines;
  for (const IpvsItem& item : node.ipvs) lines.push_back(item.text);
  if (const auto refused = director.apply(lines)) {
    const IpvsItem& item = node.ipvs[refused->index];
    throw HostError(fmt::format("cannot apply {}.ipvs.{} ({}): {}", node.name, item.name, item.text,
                                refused->output));
  }
}

director::Director* Directors::find(const std::string& node) {
  const auto found = directors_.find(node);
  return found == directors_.end() ? nullptr : found->second.get();
}

std::vector<verdict::ChosenServer> Directors::connections() {
  std::vector<verdict::ChosenServer> chosen;
  for (auto& [node, director] : directors_) {
    for (const director::ConnectionRow& row : director->connections()) {
      const uint8_t protocol = protocol::number(row.protocol).value_or(protocol::any);
      chosen.push_back({protocol, row.client, row.virtual_service, row.destination, node});
    }
  }
  return chosen;
}

uint64_t Directors::counter(const Node& node, const IpvsItem& item, const std::string& name) {
  director::Director* director = find(node.name);
  if (director == nullptr || !item.command.service) return 0;
  const std::string service = director::listed_name(*item.command.service);
  const std::string server = item.command.server ? item.command.server->text() : "";
  for (const director::CounterRow& row : director->counters()) {
    if (row.service == service && row.server == server) return pick(row.counters, name);
  }
  return 0;
}

std::chrono::milliseconds Directors::counter_lag() const {
  std::chrono::milliseconds lag{0};
  for (const auto& [node, director] : directors_) lag = std::max(lag, director->counter_lag());
  return lag;
}

bool Directors::advance(std::chrono::milliseconds time) {
  const auto grows_older = [&](const auto& one) { return one.second->advance(time); };
  return std::ranges::all_of(directors_, grows_older);
}

void Directors::catch_up() {
  for (auto& [name, director] : directors_) director->catch_up();
}

void Directors::stop() {
  for (auto& [node, director] : directors_) director->stop();
}

}  // namespace hopproof::run
