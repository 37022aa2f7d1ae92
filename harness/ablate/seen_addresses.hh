#pragma once

#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace hopproof::ablate {

/// Every address and endpoint that packets, probes or commands of a run name.
class SeenAddresses {
 public:
  SeenAddresses(const Case& ran, const verdict::CaseResult& result);

  /// Those that the node sent, received, or was configured with.
  const std::set<IpAddress>& at(const std::string& node) const;
  /// Of all nodes.
  const std::set<IpAddress>& all() const { return all_; }
  bool has(const Endpoint& endpoint) const { return endpoints_.contains(endpoint); }

 private:
  void add(const std::string& node, const IpAddress& address);
  void read(const std::string& node, std::string_view text);
  void read(const Node& node);
  void read(const Step& step);
  void read(const verdict::CrossingResult& crossing);

  std::map<std::string, std::set<IpAddress>> by_node_;
  std::set<IpAddress> all_;
  std::set<Endpoint> endpoints_;
};

}  // namespace hopproof::ablate
