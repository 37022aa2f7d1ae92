#include "harness/model/reverse_path.hh"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

namespace hopproof::model {
namespace {

constexpr int no_filter = 0, strict_filter = 1;

std::string name_of_filter(const Sysctls& sysctls, const std::string& input) {
  const std::string all = "net.ipv4.conf.all.rp_filter";
  const std::string own = fmt::format("net.ipv4.conf.{}.rp_filter", input);
  return sysctls.number(all) >= sysctls.number(own) ? all : own;
}

/// The way back, as if it came in where the packet would leave (__fib_validate_source).
RouteQuery way_back(const RouteQuery& query, const std::string& output, const Sysctls& sysctls) {
  RouteQuery back;
  back.input = output;
  back.destination = *query.source;
  back.source = query.destination;
  back.mark = sysctls.at(query.input, "src_valid_mark") != 0 ? query.mark : 0;
  return back;
}

}  // namespace

SourceCheck check_source(const RouteQuery& query, const std::string& output, const Fib& fib,
                         const SourceAddresses& addresses, const Sysctls& sysctls) {
  const std::string& input = query.input;
  const int filter = sysctls.at(input, "rp_filter");
  const bool accepts_local = sysctls.at(input, "accept_local") != 0;
  const bool may_redirect = output == input && sysctls.at(input, "send_redirects") != 0;
  const bool custom = fib.has_local_routes() || fib.has_rules(Family::v4);
  if (filter == no_filter && !may_redirect && (accepts_local || !custom)) {
    const bool martian = !accepts_local && addresses.has(*query.source);
    return {martian ? EINVAL : 0, ""};
  }
  const SourceCheck dropped{EXDEV, name_of_filter(sysctls, input)};
  const SourceCheck unless_filtered = filter == no_filter ? SourceCheck{} : dropped;
  const Fib::Found back = fib.look_up(way_back(query, output, sysctls));
  if (back.error != 0) return unless_filtered;
  const bool local = back.route->type == TableRoute::Type::local;
  if (local && !accepts_local) return {EINVAL, ""};
  if (!local && back.route->type != TableRoute::Type::unicast) return {EINVAL, ""};
  if (back.route->interface == input || (local && input == "lo")) return {};
  if (!addresses.has_v4(input)) return unless_filtered;
  return filter == strict_filter ? dropped : SourceCheck{};
}

}  // namespace hopproof::model
