#include "harness/verdict/names.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

void add_addresses(const Interface& interface, Family family, std::vector<IpAddress>& into) {
  for (const InterfaceAddress& own : interface.addresses) {
    const IpAddress& address = own.cidr.address;
    const bool is_new = std::ranges::find(into, address) == into.end();
    if (address.family() == family && is_new) into.push_back(address);
  }
}

}  // namespace

std::vector<std::string> Names::nodes(std::string_view word) const {
  if (deployment_.find_node(word)) return {std::string(word)};
  if (word == "client" && deployment_.find_node(roles_.client)) return {roles_.client};
  if (word == "director") return roles_.directors;
  if (word == "rs") return roles_.servers;
  return {};
}

bool Names::is_node(std::string_view word, std::string_view node) const {
  if (word == "any") return true;
  const std::vector<std::string> meant = nodes(word);
  return std::ranges::find(meant, node) != meant.end();
}

std::vector<IpAddress> Names::named(std::string_view name) const {
  std::vector<IpAddress> found;
  for (const std::string& node : nodes(name)) {
    for (const Interface& interface : deployment_.find_node(node)->interfaces) {
      add_addresses(interface, roles_.family, found);
    }
  }
  // A dot may be in a node's name too: every place where the name may end is tried.
  for (size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
    for (const std::string& node : nodes(name.substr(0, dot))) {
      const auto* interface = deployment_.find_node(node)->find_interface(name.substr(dot + 1));
      if (interface) add_addresses(*interface, roles_.family, found);
    }
  }
  return found;
}

std::vector<IpAddress> Names::addresses(const AddressPattern& pattern) const {
  switch (pattern.kind) {
    case AddressPattern::Kind::any:
      return {};
    case AddressPattern::Kind::cip:
      return roles_.cip;
    case AddressPattern::Kind::vip:
      return roles_.vip;
    case AddressPattern::Kind::rip:
      return roles_.rip;
    case AddressPattern::Kind::dip:
      return roles_.dip;
    case AddressPattern::Kind::literal:
      return {pattern.literal};
    case AddressPattern::Kind::name:
      return named(pattern.name);
  }
  return {};
}

HopPattern Names::resolved(HopPattern hop) const {
  for (std::string* end : {&hop.from, &hop.to}) {
    const std::vector<std::string> meant = nodes(*end);
    if (meant.size() == 1) *end = meant.front();
  }
  return hop;
}

AddressPattern Names::resolved(AddressPattern address, const Words& words) const {
  const std::vector<IpAddress> meant = addresses(address);
  if (meant.size() == 1) {
    address.kind = AddressPattern::Kind::literal;
    address.literal = meant.front();
  }
  const auto bound = words.find(address.port.word);
  if (address.port.kind == PortPattern::Kind::word && bound != words.end()) {
    address.port = {.kind = PortPattern::Kind::number, .number = bound->second, .word = ""};
  }
  return address;
}

PacketPattern Names::resolved(PacketPattern packet, const Words& words) const {
  packet.source = resolved(packet.source, words);
  packet.destination = resolved(packet.destination, words);
  if (packet.carrying) {
    packet.carrying = std::make_shared<const PacketPattern>(resolved(*packet.carrying, words));
  }
  return packet;
}

std::string doubt_text(const AddressPattern& pattern, const std::vector<IpAddress>& addresses) {
  AddressPattern name = pattern;
  name.port = {};
  if (addresses.empty()) return fmt::format("{} means nothing here", name.text());
  std::string text = name.text() + " could mean " + addresses.front().text();
  for (size_t i = 1; i < addresses.size(); ++i) {
    text += (i + 1 == addresses.size() ? " or " : ", ") + addresses[i].text();
  }
  return text;
}

}  // namespace hopproof::verdict
