#pragma once

#include "harness/case/case.hh"
#include "harness/model/policy_rules.hh"
#include "netns/namespace.hh"
#include "netns/netlink/request_queue.hh"
#include "netns/netlink/routes.hh"
#include "netns/netlink/socket.hh"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace hopproof::netns {

/// For tests: a namespace with the interfaces of NodeGenerator, which is configured again and
/// again, and whose kernel is asked where packets go.
class KernelNode {
 public:
  /// Throws HostError: no namespace, no interface.
  KernelNode();

  /// As netns/lab_node.cc; what the kernel refuses is not there. Waits until IPv6 addresses are up.
  void configure(const Node& node);
  /// It had rules or local routes of its own, which this time the kernel refused.
  bool remembers_more() const { return ever_ != now_; }
  /// "local src 10.0.0.1", "dev e1 via 10.0.0.9", or the error's name (RTM_GETROUTE).
  std::string answer(const model::RouteQuery& query);
  /// The name of an error as the kernel words it at this place ("EINVAL").
  static std::string refusal(int error, const model::RouteQuery& query);
  /// As `ip route flush`: an entry of a dump, sent back with the type that deletes it.
  /// False when it did not become as new: the kernel deletes by fewer terms than it adds, and so
  /// may have taken a rule or a route of its own.
  bool flush();

 private:
  using Bytes = std::vector<uint8_t>;

  bool is_as_new();
  bool flush_once();
  template <class Request>
  bool attempt(Request request);  // false: the kernel refuses
  void wait_for_addresses(const Node& node);
  void write_sysctls(const Node& node);
  std::vector<Bytes> dump_all();

  Namespace space_;
  netlink::Socket socket_;
  netlink::Socket news_;
  netlink::RequestQueue queue_;
  std::set<std::string> born_with_;
  std::vector<SysctlItem> every_sysctl_;  // that a generated node sets
  struct Customs {
    bool rules = false, local_routes = false;
    bool operator==(const Customs&) const = default;
  } ever_, now_;
  std::string refusal_;  // the last one
};

}  // namespace hopproof::netns
