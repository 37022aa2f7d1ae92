#pragma once

#include "harness/base/mac.hh"
#include "harness/case/case.hh"
#include "netns/namespace.hh"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::netns {

/// One end of a veth pair, to be tapped: a node's interface, or the port of a switch opposite to
/// it.
struct TapPoint {
  std::string node;       ///< the node, also for the switch's port opposite to it
  std::string interface;  ///< the node's interface
  std::string network;
  MacAddress mac{};  ///< of the node's interface
  bool switch_side = false;
  const Namespace* space = nullptr;
  std::string device;  ///< the device's name in `space`
};

/// A node that runs: its namespace and the folder of its files.
struct LabNode {
  const Node* node = nullptr;
  Namespace space;
  std::string folder;  ///< scratch folder with the node's `files`
};

struct LabOptions {
  bool offloads = false;  ///< leave them on: for benchmarks, where frames are not judged
};

/// The deployment of a case, alive: namespaces, veth pairs and switches, addresses, routes, rules
/// and sysctls; links up and carriers ready, nothing sent yet by us. net.ipv4.vs.* and firewall
/// rules are not applied here (they need the director). The destructor removes it all.
class Lab {
 public:
  /// Throws SystemError naming the item ("add rs1.routes.gateway (default via ...): ...").
  /// Keeps a copy of the case; `node` pointers point into that.
  explicit Lab(const Case& deployment, LabOptions options = {});
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;
  ~Lab();

  const Case& deployment() const;
  LabNode& node(std::string_view name);
  std::vector<LabNode>& nodes();
  /// Both ends of every veth pair.
  const std::vector<TapPoint>& tap_points() const;
  /// The folder that holds the nodes' scratch folders.
  const std::string& folder() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hopproof::netns
