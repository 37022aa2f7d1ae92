#include "harness/run/facts/host_ipvs.hh"

#include "harness/base/find_program.hh"
#include "netns/child.hh"

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::run {

std::optional<std::string> why_no_ipvs_here() {
  if (::geteuid() != 0) return "without root the kernel's ip_vs cannot be configured";
  const auto ipvsadm = find_program("ipvsadm");
  if (!ipvsadm) return "ipvsadm is not installed (apt-get install ipvsadm)";
  netns::ChildSpec spec;
  spec.words = {*ipvsadm, "-Ln"};
  spec.environment = {{"LC_ALL", "C"}};
  const netns::Finished finished = netns::run(spec);
  if (finished.status.code == 0) return std::nullopt;
  return fmt::format("ipvsadm -Ln: {}", finished.output.substr(0, finished.output.find('\n')));
}

}  // namespace hopproof::run
