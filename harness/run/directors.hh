#pragma once

#include "engine/director/director.hh"
#include "harness/verdict/judge.hh"
#include "netns/lab.hh"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hopproof::run {

/// The directors of a lab, one for each node with `ipvs`.
class Directors {
 public:
  /// Starts them; they get ready while other things are built.
  Directors(netns::Lab& lab, const std::string& kind);

  /// Applies the vs.* sysctls and the service lines of each. Throws MissingCapability for what this
  /// director cannot do, HostError for a line it refuses.
  void configure();

  /// Null for a node that is not a director.
  director::Director* find(const std::string& node);
  std::vector<verdict::ChosenServer> connections();
  /// Packets counted for an ipvs item ("InPkts", "OutPkts", "Conns", "InBytes", "OutBytes").
  uint64_t counter(const Node& node, const IpvsItem& item, const std::string& name);
  /// How old the counters of the slowest may be.
  std::chrono::milliseconds counter_lag() const;
  /// Lets them all grow older at once; false when one of them cannot.
  bool advance(std::chrono::milliseconds time);
  /// Returns when each has dealt with what it has taken.
  void catch_up();
  void stop();

 private:
  void apply(const Node& node, director::Director& director);

  netns::Lab& lab_;
  std::map<std::string, std::unique_ptr<director::Director>> directors_;
};

}  // namespace hopproof::run
