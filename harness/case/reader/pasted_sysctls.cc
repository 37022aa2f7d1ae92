#include "harness/case/prints/sysctl_print.hh"
#include "harness/case/reader/pasted_lines.hh"
#include "harness/case/reader/readers.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// Writing one of those in front changes others (inet_forward_change), so they come first.
int order_of(const PrintedSysctl& one) {
  if (one.name.ends_with("ip_forward")) return 0;
  if (one.name.find(".conf.all.") != std::string::npos) return 1;
  return one.name.find(".conf.default.") != std::string::npos ? 2 : 3;
}

bool is_at(const PrintedSysctl& one, const Node& node) {
  const std::string interface = interface_of_sysctl(one.name);
  return interface.empty() || interface == "all" || interface == "default" || interface == "lo" ||
         node.find_interface(interface) != nullptr;
}

/// Says once how many lines a case has no place for.
void warn_of(size_t count, const PrintPlace& first, const YamlNode& section,
             ParseContext& context) {
  if (count == 0) return;
  context.diagnostics.warning(
      place_of(first, section, context),
      fmt::format("{} of this text, from here on, {} left out: not of this node's interfaces, or "
                  "nothing that decides about its packets",
                  count == 1 ? "one line" : fmt::format("{} lines", count),
                  count == 1 ? "is" : "are"));
}

}  // namespace

std::vector<SysctlItem> read_pasted_sysctls(const YamlNode& section, const Node& node,
                                            ParseContext& context) {
  const auto never = [](std::string_view) { return false; };
  if (goes_elsewhere(section, "sysctls", never, context)) return {};
  PrintedSysctls printed = read_sysctl_print(section.text);
  for (const PrintRemark& remark : printed.unread)
    context.diagnostics.error(place_of(remark.place, section, context), remark.message);
  std::ranges::stable_sort(printed.sysctls, {}, order_of);
  std::vector<PrintPlace> left_out;
  for (const PrintedSysctl& one : printed.others) left_out.push_back(one.place);
  std::vector<SysctlItem> sysctls;
  for (const PrintedSysctl& one : printed.sysctls) {
    if (!is_at(one, node)) {
      left_out.push_back(one.place);
      continue;
    }
    SysctlItem item;
    item.name = one.name;
    item.text = one.value;
    item.place = place_of(one.place, section, context);
    if (!count_line(item.place, context)) break;
    sysctls.push_back(std::move(item));
  }
  const auto first = std::ranges::min_element(left_out, {}, &PrintPlace::line);
  if (first != left_out.end()) warn_of(left_out.size(), *first, section, context);
  return sysctls;
}

}  // namespace hopproof
