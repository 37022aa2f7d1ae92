#pragma once

#include "harness/verdict/lab_facts.hh"
#include "netns/netlink/routes.hh"

#include <map>
#include <string>
#include <vector>

namespace hopproof::run {

/// Asks the kernel of one node for its routes, as `ip route get` does. Reads only.
class RouteLookup {
 public:
  explicit RouteLookup(const netns::Namespace& space);

  verdict::RouteAnswer ask(const verdict::RouteQuestion& question);
  /// The default routes of the main tables, "default via 10.1.0.1 dev lan metric 100".
  std::vector<std::string> default_routes();

 private:
  std::string name_of(int index) const;
  int index_of(const std::string& name) const;
  verdict::RouteAnswer read(const netlink::RouteReply& route) const;

  netlink::Socket socket_;
  std::map<int, std::string> interfaces_;
};

}  // namespace hopproof::run
