#include "harness/model/sysctls.hh"

#include "harness/model/sysctl_defaults.hh"
#include "harness/model/sysctl_name.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof::model {
namespace {

enum class Rule { larger, either, both, own };

constexpr std::array<std::string_view, 5> larger_of_both{"rp_filter", "arp_ignore", "arp_announce",
                                                         "arp_accept", "arp_notify"};
constexpr std::array<std::string_view, 3> wanted_of_both{"bc_forwarding", "accept_source_route",
                                                         "arp_evict_nocarrier"};
constexpr std::array<std::string_view, 4> of_interface_alone{"forwarding", "medium_id", "tag",
                                                             "ignore_routes_with_linkdown"};

Rule rule_of(std::string_view key) {
  const auto is_one_of = [&](const auto& keys) {
    return std::ranges::find(keys, key) != keys.end();
  };
  if (is_one_of(larger_of_both)) return Rule::larger;
  if (is_one_of(wanted_of_both)) return Rule::both;
  return is_one_of(of_interface_alone) ? Rule::own : Rule::either;
}

/// ip_forward is another name of the first.
std::string canonical(std::string path) {
  return path == "net/ipv4/ip_forward" ? "net/ipv4/conf/all/forwarding" : path;
}

int number_of(const std::string& text) {
  const bool negative = text.starts_with('-');
  const auto number = parse_number(std::string_view(text).substr(negative ? 1 : 0), 2147483647);
  const int value = int(number.value_or(0));
  return negative ? -value : value;
}

/// "net/ipv4/conf/SET/KEY" cut at its set; both empty for another sysctl.
struct ConfPath {
  std::string family, key;
};
ConfPath conf_path(std::string_view path) {
  for (const std::string_view family : {"ipv4", "ipv6"}) {
    const auto prefix = fmt::format("net/{}/conf/", family);
    if (path.starts_with(prefix))
      return {std::string(family), std::string(path.substr(path.rfind('/') + 1))};
  }
  return {};
}

const std::map<std::string, std::string, std::less<>>& defaults() {
  static const auto values = [] {
    std::map<std::string, std::string, std::less<>> all;
    for (const auto* list : {&kernel_defaults(), &director_defaults()})
      for (const SysctlValue& one : *list) all[canonical(one.path)] = one.value;
    return all;
  }();
  return values;
}

}  // namespace

Sysctls::Sysctls(const Node& node) {
  for (const bool of_interface : {false, true}) {
    for (const bool first : {true, false}) {
      for (const SysctlItem& item : node.sysctls) {
        const auto path = sysctl_path(item.name);
        if (!path || sysctl_resets_others(*path) != first) continue;
        const std::string interface = sysctl_interface(*path);
        if ((!interface.empty() && interface != "lo") == of_interface)
          set(canonical(*path), item.text);
      }
    }
  }
}

/// inet_forward_change, addrconf_fixup_forwarding, addrconf_disable_ipv6.
void Sysctls::set(const std::string& path, const std::string& value) {
  values_[path] = value;
  if (path == "net/ipv4/conf/all/forwarding") {
    const bool on = number_of(value) != 0;
    values_["net/ipv4/conf/all/accept_redirects"] = on ? "0" : "1";
    values_["net/ipv4/conf/default/forwarding"] = value;
    values_["net/ipv4/conf/lo/forwarding"] = value;
  }
  for (const char* key : {"forwarding", "disable_ipv6"}) {
    if (path != fmt::format("net/ipv6/conf/all/{}", key)) continue;
    values_[fmt::format("net/ipv6/conf/default/{}", key)] = value;
    values_[fmt::format("net/ipv6/conf/lo/{}", key)] = value;
  }
}

const std::string* Sysctls::find(const std::string& path) const {
  for (const auto* values : {&values_, &defaults()}) {
    const auto found = values->find(path);
    if (found != values->end()) return &found->second;
  }
  return nullptr;
}

std::string Sysctls::conf(std::string_view family, std::string_view set,
                          std::string_view key) const {
  if (const auto* own = find(fmt::format("net/{}/conf/{}/{}", family, set, key))) return *own;
  const auto* usual = find(fmt::format("net/{}/conf/default/{}", family, key));
  return set == "all" || usual == nullptr ? "" : *usual;
}

std::string Sysctls::value(std::string_view name) const {
  const auto path = sysctl_path(name);
  if (!path) return "";
  if (const auto* found = find(canonical(*path))) return *found;
  const ConfPath part = conf_path(*path);
  return part.key.empty() ? "" : conf(part.family, sysctl_interface(*path), part.key);
}

int Sysctls::number(std::string_view name) const { return number_of(value(name)); }

int Sysctls::at(const std::string& interface, std::string_view key) const {
  const int all = number_of(conf("ipv4", "all", key));
  const int own = number_of(conf("ipv4", interface, key));
  switch (rule_of(key)) {
    case Rule::larger:
      return std::max(all, own);
    case Rule::both:
      return all != 0 && own != 0 ? 1 : 0;
    case Rule::either:
      return all != 0 || own != 0 ? 1 : 0;
    case Rule::own:
      return own;
  }
  return own;
}

bool Sysctls::accepts_redirects(const std::string& interface) const {
  const bool all = number_of(conf("ipv4", "all", "accept_redirects")) != 0;
  const bool own = number_of(conf("ipv4", interface, "accept_redirects")) != 0;
  return at(interface, "forwarding") != 0 ? all && own : all || own;
}

bool Sysctls::forwards(Family family, const std::string& interface) const {
  return family == Family::v4 ? at(interface, "forwarding") != 0
                              : is_on("net.ipv6.conf.all.forwarding");
}

std::string Sysctls::forwarding_name(Family family, const std::string& interface) const {
  if (family == Family::v6) return "net.ipv6.conf.all.forwarding";
  const bool own = values_.contains(fmt::format("net/ipv4/conf/{}/forwarding", interface));
  return own && interface != "lo" ? fmt::format("net.ipv4.conf.{}.forwarding", interface)
                                  : "net.ipv4.ip_forward";
}

}  // namespace hopproof::model
