#pragma once

#include "harness/differential/scenario.hh"

#include <map>
#include <string>

namespace hopproof::differential {

/// How many scenarios had each scheduler, sysctl, ICMP type and kind of change in them.
class Coverage {
 public:
  void add(const Scenario& scenario);
  /// "scheduler rr" with its number, in order.
  const std::map<std::string, int>& counts() const { return counts_; }

 private:
  std::map<std::string, int> counts_;
};

}  // namespace hopproof::differential
