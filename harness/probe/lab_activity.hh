#pragma once

#include "harness/probe/neighbours.hh"
#include "harness/probe/processes.hh"
#include "harness/probe/quiet.hh"
#include "harness/probe/socket_table.hh"
#include "harness/probe/waiting_packets.hh"
#include "netns/lab.hh"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace hopproof {

/// What goes on in the kernel on behalf of the nodes of a lab. The quiet watch asks it.
class LabActivity {
 public:
  struct Place {
    std::string node;
    const Namespace* space = nullptr;
  };
  explicit LabActivity(const std::vector<Place>& places);
  explicit LabActivity(Lab& lab);

  /// A step begins: connections that are unfinished now are an earlier step's.
  void begin_step();
  Unfinished unfinished();
  bool resolving();
  bool packets_waiting() const;
  bool busy() const;

  /// Unsettled connections of this step in one node.
  std::vector<TcpSocket> unsettled(const std::string& node);

  /// What the quiet watch needs; `frames_seen` is the capture's. This must outlive it.
  QuietSources sources(std::function<uint64_t()> frames_seen);

 private:
  struct Node {
    explicit Node(const Place& place)
        : name(place.node),
          sockets(*place.space),
          neighbours(*place.space),
          waiting(*place.space) {}
    std::string name;
    SocketTable sockets;
    Neighbours neighbours;
    WaitingPackets waiting;
  };
  std::vector<TcpSocket> unsettled(Node& node);

  std::vector<std::unique_ptr<Node>> nodes_;
  Processes processes_;
  std::set<uint64_t> earlier_;  ///< cookies
};

}  // namespace hopproof
