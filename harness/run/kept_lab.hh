#pragma once

#include "harness/run/lab_process.hh"
#include "netns/named_namespace.hh"

#include <string>
#include <vector>

namespace hopproof::run {

/// What a kept lab says of itself: the descriptor of a node's namespace in the lab's own process.
struct KeptNode {
  std::string node;
  int fd = -1;
};

/// The commands that look into a lab which still stands: as root the nodes get names under
/// /run/netns (they go with this object), without root nsenter reaches them through the process.
class KeptLab {
 public:
  /// `init` is the init of the lab's PID namespace.
  KeptLab(const std::vector<KeptNode>& nodes, pid_t init);

  const std::vector<std::string>& commands() const { return commands_; }

 private:
  void name(const KeptNode& node, const std::string& path);

  std::vector<netns::NamedNamespace> names_;
  std::vector<std::string> commands_;
};

/// "client 7" lines, as the lab writes them, and back.
std::string to_text(const KeptNode& node);
KeptNode kept_node_from(const std::string& text);

}  // namespace hopproof::run
