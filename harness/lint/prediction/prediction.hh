#pragma once

#include "harness/case/case.hh"

#include <string>
#include <vector>

namespace hopproof::lint {

/// A sentence per virtual service, from the case alone, before any probe: whether the servers will
/// see the client's address or another one, and which rule and sysctl decide that; how many of its
/// servers will answer each client; which chain of the director sees which addresses.
std::vector<std::string> predictions(const Case& deployment);

/// The same as numbers: what is said of the servers of one service to one client that asks it.
struct Forecast {
  std::string service, client;
  int answer = 0, fail = 0, unknown = 0;

  /// It says that every connection will be answered.
  bool is_promise() const { return answer > 0 && fail == 0 && unknown == 0; }
};
std::vector<Forecast> forecasts(const Case& deployment);

}  // namespace hopproof::lint
