#include "harness/case/language/scalar_type.hh"
#include "harness/case/prints/ip_prints.hh"
#include "harness/case/reader/pasted_lines.hh"
#include "harness/case/reader/readers.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof {
namespace {

/// What every node has by itself: 127.0.0.1/8, ::1 and link-local addresses.
bool is_made_by_the_kernel(const Cidr& cidr) {
  return cidr.address.is_loopback() || (!cidr.address.is_v4() && cidr.address.is_link_local());
}

bool is_of_one_host(const Cidr& cidr) { return cidr.prefix == cidr.address.max_prefix(); }

std::vector<PrintedAddress> own_addresses(const PrintedInterface& printed) {
  std::vector<PrintedAddress> own = printed.addresses;
  std::erase_if(own, [](const PrintedAddress& one) { return is_made_by_the_kernel(one.cidr); });
  return own;
}

/// The networks of the case that have a subnet with one of these addresses.
std::vector<std::string> networks_of(const std::vector<PrintedAddress>& addresses,
                                     const ParseContext& context) {
  std::vector<std::string> found;
  for (const auto& network : context.subnets) {
    const bool fits = std::ranges::any_of(addresses, [&](const PrintedAddress& one) {
      return !is_of_one_host(one.cidr) && std::ranges::any_of(network.second, [&](const Cidr& subnet) {
        return subnet.contains(one.cidr.address);
      });
    });
    if (fits) found.push_back(network.first);
  }
  return found;
}

class PastedInterfaces {
 public:
  PastedInterfaces(const YamlNode& section, ParseContext& context)
      : section_(section), context_(context) {}

  std::vector<Interface> read() {
    const PrintedInterfaces printed = read_ip_interfaces(section_.text);
    for (const PrintRemark& remark : printed.unread)
      context_.diagnostics.error(place_of(remark.place, section_, context_), remark.message);
    for (const PrintedInterface& one : printed.interfaces) read_interface(one);
    return std::move(interfaces_);
  }

 private:
  void read_interface(const PrintedInterface& printed) {
    const std::vector<PrintedAddress> own = own_addresses(printed);
    if (own.empty()) return;  // lo of every node, and what carries no packet of IP
    const Place place = place_of(printed.place, section_, context_);
    const std::string wrong = scalar::interface_name.problem_with(printed.name);
    if (!wrong.empty()) return context_.diagnostics.error(place, wrong);
    Interface interface;
    interface.name = printed.name;
    interface.place = place;
    interface.network = network_of(printed, own, place);
    for (const PrintedAddress& one : own)
      interface.addresses.push_back({one.cidr, one.text, place_of(one.place, section_, context_)});
    interfaces_.push_back(std::move(interface));
  }

  /// "" for one that is plugged in nowhere: lo, tunl0, and what has addresses of hosts only.
  std::string network_of(const PrintedInterface& printed, const std::vector<PrintedAddress>& own,
                         const Place& place) {
    const bool of_hosts = std::ranges::all_of(
        own, [](const PrintedAddress& one) { return is_of_one_host(one.cidr); });
    if (printed.name == "lo" || printed.name == "tunl0") return "";
    if (context_.parsed.find_network(printed.name) != nullptr) return printed.name;
    const std::vector<std::string> networks = networks_of(own, context_);
    if (networks.size() == 1) return networks.front();
    if (networks.empty() && of_hosts) return "";
    report(printed, own, networks, place);
    return "";
  }

  void report(const PrintedInterface& printed, const std::vector<PrintedAddress>& own,
              const std::vector<std::string>& networks, const Place& place) {
    const auto in_subnet = std::ranges::find_if(
        own, [](const PrintedAddress& one) { return !is_of_one_host(one.cidr); });
    const Cidr& cidr = (in_subnet == own.end() ? own.front() : *in_subnet).cidr;
    const std::string subnet = Cidr{cidr.address.masked(cidr.prefix), cidr.prefix}.text();
    const std::string message =
        networks.empty()
            ? fmt::format(
                  "nothing says on which network '{}' is; give that network its subnet: "
                  "{{NAME: {{subnet: {}}}}}",
                  printed.name, subnet)
            : fmt::format("'{}' may be on {}: their subnets have addresses of it", printed.name,
                          fmt::join(networks, " or "));
    context_.diagnostics.error(place, message);
  }

  const YamlNode& section_;
  ParseContext& context_;
  std::vector<Interface> interfaces_;
};

}  // namespace

std::vector<Interface> read_pasted_interfaces(const YamlNode& section, ParseContext& context) {
  const auto never = [](std::string_view) { return false; };
  if (goes_elsewhere(section, "interfaces", never, context)) return {};
  if (what_is_it(section.text) == PrintKind::unknown) {
    context.error(section, "expected a map of interfaces, or what `ip addr` prints");
    return {};
  }
  return PastedInterfaces(section, context).read();
}

}  // namespace hopproof
