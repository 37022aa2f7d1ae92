#pragma once

#include "harness/base/address.hh"
#include "harness/base/fd.hh"
#include "harness/differential/stimulus.hh"
#include "netns/lab.hh"

#include <vector>

namespace hopproof::differential {

/// The far end of one of the director's links: sends IP packets to the director and takes in what
/// comes from it.
class WireEnd {
 public:
  /// `interface` of the node `node` of the lab; `own` and `director` are the two ends' addresses.
  WireEnd(netns::Lab& lab, const std::string& node, const std::string& interface,
          const IpAddress& own, const IpAddress& director);

  void send(const Bytes& packet);
  /// Everything that has come from the director so far: it is asked for an echo, and what comes
  /// before its answer is it. Throws HostError when the director does not answer.
  std::vector<Bytes> drain();
  /// What has come so far.
  std::vector<Bytes> take();

 private:
  /// nullopt: nothing that a scenario is about.
  std::optional<Bytes> receive();
  bool is_marker(const Bytes& packet) const;

  Fd socket_;
  int interface_ = 0;
  MacAddress director_mac_{};
  IpAddress own_, director_;
  uint16_t marker_ = 0;
};

}  // namespace hopproof::differential
