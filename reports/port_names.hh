#pragma once

#include "harness/verdict/result.hh"

#include <map>
#include <string>
#include <vector>

namespace hopproof {

/// Names for the ports that a kernel chose, so that two runs compare: "1.65.15.140:40000" becomes
/// "1.65.15.140:port1", by the order in which the ports of an address are sighted. A port that the
/// case file writes out is kept.
class PortNames {
 public:
  explicit PortNames(const std::string& case_source) : source_(case_source) {}
  std::string named(const std::string& endpoint);
  /// "client > director: 1.65.15.140:port1 > 100.222.111.1:8000"
  std::string named(const HopResult& hop);

 private:
  bool is_written(const std::string& port) const;

  const std::string& source_;
  std::map<std::string, std::vector<std::string>> known_;  ///< ports by address
};

}  // namespace hopproof
