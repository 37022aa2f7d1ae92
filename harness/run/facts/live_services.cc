#include "harness/run/facts/live_services.hh"

#include "harness/base/text.hh"

namespace hopproof::run {

std::vector<verdict::ServiceFact> parse_services(std::string_view ipvsadm_save) {
  ServiceTable table;
  for (const std::string_view line : lines_of(ipvsadm_save)) {
    const auto parsed = parse_ipvsadm(line);
    if (const auto* command = std::get_if<IpvsadmCommand>(&parsed)) table.apply(*command);
  }
  return table.services();
}

}  // namespace hopproof::run
