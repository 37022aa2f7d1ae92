#include "harness/case/iptables/iptables.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"
#include "harness/case/prints/ip_prints.hh"
#include "harness/case/prints/ipset_print.hh"
#include "harness/case/prints/iptables_prints.hh"
#include "harness/case/prints/ipvs_prints.hh"
#include "harness/case/prints/ldirectord.hh"
#include "harness/case/prints/print_kind.hh"
#include "harness/case/prints/sysctl_print.hh"
#include "harness/case/route/route.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace hopproof;

void expect_within(const PrintPlace& place, std::string_view text) {
  if (place.line < 1 || place.offset > text.size() || place.length > text.size() - place.offset)
    std::abort();
}

/// Every item and remark names a line of the text, and an item is what its grammar takes.
template <class Parse>
void check(const Printed& printed, std::string_view text, Parse parse) {
  for (const PrintRemark& remark : printed.unread) {
    expect_within(remark.place, text);
    if (remark.message.empty()) std::abort();
  }
  for (const PrintRemark& remark : printed.assumed) expect_within(remark.place, text);
  for (const PrintedItem& item : printed.items) {
    expect_within(item.place, text);
    if (!parse(item.text)) std::abort();
  }
}

bool parses_as_ipvsadm(const std::string& line) {
  return std::holds_alternative<IpvsadmCommand>(parse_ipvsadm(line));
}
bool parses_as_route(const std::string& line) {
  return std::holds_alternative<Route>(parse_route(line));
}
bool parses_as_rule(const std::string& line) {
  return std::holds_alternative<PolicyRule>(parse_policy_rule(line));
}
bool parses_as_set(const std::string& line) {
  return std::holds_alternative<IpsetLine>(parse_ipset(line));
}
/// iptables itself has the last word about a rule: some value may be one that no listing has.
bool is_any(const std::string& line) { return !line.empty(); }

}  // namespace

/// Any text is read into items that say what can be said, and remarks about the rest.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(data, data + size);
  what_is_it(text);
  check(read_ipvs_listing(text), text, is_any);
  check(read_ipvs_connections(text), text, parses_as_ipvsadm);
  check(read_iptables_listing(text, Family::v4), text, is_any);
  check(read_iptables_listing(text, Family::v6, "nat"), text, is_any);
  check(read_ip_interfaces(text), text, is_any);
  check(read_ip_routes(text, {{"vips", 51}}), text, parses_as_route);
  check(read_ip_rules(text), text, parses_as_rule);
  check(read_routing_tables(text), text, is_any);
  check(read_neighbours(text), text, is_any);
  check(read_sysctl_print(text), text, is_any);
  check(read_ipset_print(text), text, parses_as_set);
  check(read_ldirectord(text), text, parses_as_ipvsadm);
  return 0;
}
