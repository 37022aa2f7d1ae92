#pragma once

#include "harness/base/fd.hh"
#include "harness/probe/quiet.hh"
#include "harness/probe/socket_table.hh"
#include "netns/lab.hh"
#include "netns/netlink/socket.hh"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace hopproof::probe {

/// The NFQUEUEs of one namespace: packets that a director's process has not decided yet. The kernel
/// shows their length in /proc only; where it may not be read (not root), none are seen.
class WaitingPackets {
 public:
  explicit WaitingPackets(const netns::Namespace& space);
  bool any() const;

 private:
  Fd table_;
};

/// Does a table of /proc/net/netfilter/nfnetlink_queue show a packet that waits?
bool shows_waiting_packet(std::string_view table);

/// The processes in some namespaces. This one is at home in none of them.
class Processes {
 public:
  explicit Processes(const std::vector<const netns::Namespace*>& spaces);
  /// Does one of them compute, or wait for a disk, now?
  bool any_running() const;

 private:
  std::set<ino_t> spaces_;
};

/// Is the state in a line of /proc/PID/stat R or D?
bool shows_running(std::string_view stat_line);

/// What goes on in the kernel on behalf of the nodes of a lab. The quiet watch asks it.
class LabActivity {
 public:
  struct Place {
    std::string node;
    const netns::Namespace* space = nullptr;
  };
  explicit LabActivity(const std::vector<Place>& places);
  explicit LabActivity(netns::Lab& lab);

  /// A step begins: connections that are unfinished now are an earlier step's.
  void begin_step();
  Unfinished unfinished();
  /// The same as unfinished().connections > 0, for less.
  bool any_unfinished();
  bool resolving();
  bool packets_waiting() const;
  bool busy() const;

  /// Unsettled connections of this step in one node.
  std::vector<TcpSocket> unsettled(const std::string& node);

  /// What the quiet watch needs; `frames_seen` is the capture's, `catch_up` the directors'. This must
  /// outlive it.
  QuietSources sources(std::function<uint64_t()> frames_seen,
                       std::function<void()> catch_up = [] {});

 private:
  struct Node {
    explicit Node(const Place& place)
        : name(place.node),
          sockets(*place.space),
          routing(*place.space, NETLINK_ROUTE),
          waiting(*place.space) {}
    std::string name;
    SocketTable sockets;
    netlink::Socket routing;
    WaitingPackets waiting;
  };
  std::vector<TcpSocket> unsettled(Node& node);

  std::vector<std::unique_ptr<Node>> nodes_;
  Processes processes_;
  std::set<uint64_t> earlier_;  ///< cookies
};

}  // namespace hopproof::probe
