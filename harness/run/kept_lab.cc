#include "harness/run/kept_lab.hh"

#include "harness/base/error.hh"

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::run {
namespace {

/// The lab's own process: the child of the init of its PID namespace.
pid_t child_of(pid_t init) {
  pid_t child = 0;
  std::ifstream(fmt::format("/proc/{0}/task/{0}/children", init)) >> child;
  if (child == 0) throw HostError(fmt::format("cannot find the lab's process below {}", init));
  return child;
}

}  // namespace

KeptLab::KeptLab(const std::vector<KeptNode>& nodes, pid_t init) {
  const pid_t lab = child_of(init);
  for (const KeptNode& node : nodes) {
    const std::string path = fmt::format("/proc/{}/fd/{}", lab, node.fd);
    if (::geteuid() == 0)
      name(node, path);
    else
      commands_.push_back(fmt::format("nsenter -U --preserve-credentials -t {} --net={}   # {}",
                                      lab, path, node.node));
  }
}

void KeptLab::name(const KeptNode& node, const std::string& path) {
  const std::string name = fmt::format("hopproof-{}-{}", ::getpid(), node.node);
  names_.emplace_back(netns::Namespace::open(path), name);
  commands_.push_back("ip netns exec " + name + " bash");
}

std::string to_text(const KeptNode& node) { return fmt::format("{} {}", node.node, node.fd); }

KeptNode kept_node_from(const std::string& text) {
  KeptNode node;
  std::istringstream(text) >> node.node >> node.fd;
  return node;
}

}  // namespace hopproof::run
