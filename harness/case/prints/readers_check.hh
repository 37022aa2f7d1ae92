#pragma once

#include "harness/case/ipset/ipset.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"
#include "harness/case/prints/ip_prints.hh"
#include "harness/case/prints/ipset_print.hh"
#include "harness/case/prints/iptables_prints.hh"
#include "harness/case/prints/ipvs_prints.hh"
#include "harness/case/prints/keepalived.hh"
#include "harness/case/prints/ldirectord.hh"
#include "harness/case/prints/print_kind.hh"
#include "harness/case/prints/sysctl_print.hh"
#include "harness/case/route/route.hh"

#include <string>

namespace hopproof {

/// For tests and the fuzzer: what holds of every reader, whatever it is given. Items and remarks
/// name a line of the text, and an item is what its grammar takes.
class ReadersCheck {
 public:
  explicit ReadersCheck(const std::string& text) : text_(text) { read(); }

  /// The first reader that broke a rule; "" for none.
  const std::string& broken() const { return broken_; }

 private:
  void read() {
    what_is_it(text_);
    check("ipvs", read_ipvs_listing(text_), any);
    check("connections", read_ipvs_connections(text_), any);
    check("iptables", read_iptables_listing(text_, Family::v4), any);
    check("ip6tables", read_iptables_listing(text_, Family::v6, "nat"), any);
    check("interfaces", read_ip_interfaces(text_), any);
    check("routes", read_ip_routes(text_, {{"vips", 51}}), takes<Route, parse_route>);
    check("rules", read_ip_rules(text_), takes<PolicyRule, parse_policy_rule>);
    check("tables", read_routing_tables(text_), any);
    check("neighbours", read_neighbours(text_), any);
    check("sysctls", read_sysctl_print(text_), any);
    check("ipset", read_ipset_print(text_), takes<IpsetLine, parse_ipset>);
    check("ldirectord", read_ldirectord(text_), takes<IpvsadmCommand, parse_ipvsadm>);
    const KeepalivedFile file{"keepalived.conf", text_};
    keepalived_case({&file, 1}, "lb1");
    keepalived_remarks({&file, 1});
  }

  /// A line that was typed between the rows goes through as it is: its own grammar judges it later.
  static bool any(const std::string& line) { return !line.empty(); }

  template <class Value, std::variant<Value, LineError> (*parse)(std::string_view)>
  static bool takes(const std::string& line) {
    return std::holds_alternative<Value>(parse(line));
  }

  void check(const char* reader, const Printed& printed, bool (*takes_it)(const std::string&)) {
    bool holds = true;
    for (const PrintRemark& remark : printed.unread)
      holds = holds && is_within(remark.place) && !remark.message.empty();
    for (const PrintRemark& remark : printed.assumed) holds = holds && is_within(remark.place);
    for (const PrintedItem& item : printed.items)
      holds = holds && is_within(item.place) && takes_it(item.text);
    if (!holds && broken_.empty()) broken_ = reader;
  }

  bool is_within(const PrintPlace& place) const {
    return place.line > 0 && place.length > 0 && place.offset < text_.size() &&
           place.length <= text_.size() - place.offset;
  }

  const std::string& text_;
  std::string broken_;
};

}  // namespace hopproof
