#pragma once

#include "harness/run/lab_process.hh"
#include "harness/run/state_folder.hh"
#include "netns/named_namespace.hh"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::run {

/// What a kept lab says of one of its nodes: the descriptor of its namespace in the lab's own
/// process, and what a shell there works with (probe::CommandPlace).
struct KeptNode {
  std::string node;
  int fd = -1;
  std::string folder, path_prefix;
  std::map<std::string, std::string> environment;
};

/// As the lab writes it (JSON), and back. Throws HostError.
std::string to_text(const KeptNode& node);
KeptNode kept_node_from(const std::string& text);

/// A lab that stands after its run, as it is found in the state folder "kept".
struct KeptLabRecord {
  ProcessRecord init;  ///< of its PID namespace; its number is what a user calls the lab by
  pid_t lab = 0;       ///< the process that has the nodes' namespaces open
  std::string id;      ///< of the case
  std::vector<KeptNode> nodes;
};

/// The labs of this user that stand.
std::vector<KeptLabRecord> find_kept_labs();

/// A lab that still stands, with the commands that look into it. Its record and, as root, the
/// names of its nodes under /run/netns ("hopproof-LAB-NODE") go with this object.
class KeptLab {
 public:
  /// `id`: of the case; `init`: the init of the lab's PID namespace.
  KeptLab(const std::string& id, const std::vector<KeptNode>& nodes, pid_t init);
  KeptLab(const KeptLab&) = delete;
  KeptLab& operator=(const KeptLab&) = delete;
  ~KeptLab();

  const std::vector<std::string>& commands() const { return commands_; }

 private:
  void name(const KeptNode& node);

  KeptLabRecord record_;
  std::vector<netns::NamedNamespace> names_;
  std::vector<std::string> commands_;
};

}  // namespace hopproof::run
