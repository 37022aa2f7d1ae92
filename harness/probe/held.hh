#pragma once

#include "harness/probe/client.hh"

#include <map>
#include <memory>
#include <string>

namespace hopproof {

/// Connections and UDP sockets that stay open under a name until the case ends.
class HeldConnections {
 public:
  void keep(const std::string& name, std::unique_ptr<Client> client) {
    held_[name] = std::move(client);
  }
  /// Throws HostError when nothing is held under this name.
  Client& at(const std::string& name) const;

 private:
  std::map<std::string, std::unique_ptr<Client>> held_;
};

}  // namespace hopproof
