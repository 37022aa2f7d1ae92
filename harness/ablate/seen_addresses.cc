#include "harness/ablate/seen_addresses.hh"

#include <algorithm>

namespace hopproof::ablate {
namespace {

constexpr std::string_view address_letters = "0123456789abcdefABCDEF:.[]";

}  // namespace

SeenAddresses::SeenAddresses(const Case& ran, const verdict::CaseResult& result) {
  for (const Node& node : ran.nodes) read(node);
  for (const Step& step : ran.steps) read(step);
  for (const verdict::StepResult& step : result.steps) {
    for (const verdict::CrossingResult& crossing : step.crossings) read(crossing);
  }
}

const std::set<IpAddress>& SeenAddresses::at(const std::string& node) const {
  static const std::set<IpAddress> none;
  const auto found = by_node_.find(node);
  return found == by_node_.end() ? none : found->second;
}

void SeenAddresses::add(const std::string& node, const IpAddress& address) {
  by_node_[node].insert(address);
  all_.insert(address);
}

/// Every run of letters that is an address, with a port or without.
void SeenAddresses::read(const std::string& node, std::string_view text) {
  for (size_t start = text.find_first_of(address_letters); start != std::string_view::npos;) {
    const size_t end = std::min(text.find_first_not_of(address_letters, start), text.size());
    const std::string_view word = text.substr(start, end - start);
    if (const auto address = IpAddress::parse(word)) add(node, *address);
    if (const auto endpoint = Endpoint::parse(word)) {
      add(node, endpoint->address);
      endpoints_.insert(*endpoint);
    }
    start = text.find_first_of(address_letters, end);
  }
}

/// What a director forwards to, and the addresses that rules write into packets.
void SeenAddresses::read(const Node& node) {
  for (const IpvsItem& item : node.ipvs) {
    if (item.command.server) add(node.name, item.command.server->address);
  }
  for (const auto* rules : {&node.iptables, &node.ip6tables}) {
    for (const IptablesItem& item : *rules) {
      for (const MatchOption& option : item.rule.options) {
        if (!option.name.starts_with("--to-")) continue;
        for (const std::string& value : option.values) read(node.name, value);
      }
    }
  }
  for (const Item& program : node.run) read(node.name, program.text);
}

void SeenAddresses::read(const Step& step) {
  if (const auto* probe = std::get_if<Probe>(&step.action)) {
    for (const std::string& from : probe->from) {
      if (const auto* run = probe->as<RunProbe>()) read(from, run->command);
      if (const auto* send = probe->as<SendProbe>()) read(from, send->packet.text());
      if (probe->source) add(from, *probe->source);
      if (probe->target().address.is_unspecified()) continue;
      add(from, probe->target().address);
      endpoints_.insert(probe->target());
    }
  }
  if (const auto* command = std::get_if<NodeCommand>(&step.action)) {
    for (const std::string& line : command->lines) read(command->node, line);
  }
}

void SeenAddresses::read(const verdict::CrossingResult& crossing) {
  for (const std::string& node : {crossing.from, crossing.to}) {
    for (const std::string& text :
         {crossing.source, crossing.destination, crossing.kind, crossing.carrying})
      read(node, text);
  }
}

}  // namespace hopproof::ablate
