#pragma once

#include "harness/base/address.hh"
#include "harness/differential/dice.hh"
#include "harness/differential/scenario_addresses.hh"

#include <string>
#include <vector>

namespace hopproof::differential {

/// A generated service, and the servers that were ever added to it.
struct MadeService {
  std::string protocol, name;  ///< "tcp", "-t 10.96.0.1:80"
  Endpoint vip;
  std::vector<Endpoint> servers;
};

/// Makes up services and the ipvsadm lines that set them up and change them.
class ServiceLines {
 public:
  ServiceLines(Dice& dice, const ScenarioAddresses& addresses)
      : dice_(dice), addresses_(addresses) {}

  /// "-A ...", and in `service` what it adds.
  std::string add(MadeService& service);
  /// "-E ...": another scheduler.
  std::string edit(const MadeService& service);
  /// "-a ...", "-e ..." or "-d ..." of one of its servers.
  std::string change_server(MadeService& service, const std::string& verb);

 private:
  std::string scheduler_words();
  std::string persistence_words();
  std::string server_options();

  Dice& dice_;
  const ScenarioAddresses& addresses_;
};

}  // namespace hopproof::differential
