#pragma once

#include "harness/run/directors.hh"
#include "harness/run/facts/firewalls.hh"
#include "harness/run/facts/nstat.hh"
#include "harness/verdict/diagnosis/inquiry.hh"
#include "netns/lab.hh"

#include <cstdint>
#include <map>
#include <string>

namespace hopproof::run {

/// Reads what a diagnosis needs from the nodes of a lab, and changes nothing there.
class FactReader {
 public:
  FactReader(netns::Lab& lab, Directors& directors, const Firewalls& firewalls);

  /// Notes the counters of every node: what moves from now on belongs to the step.
  void begin_step();
  /// Everything, now. `record` is of the step that has just ended.
  verdict::LabFacts read(const verdict::StepRecord& record, const verdict::Inquiry& inquiry);

 private:
  verdict::NodeFacts read_node(netns::LabNode& node, const verdict::StepRecord& record);
  std::map<std::string, std::string> read_sysctls(
      netns::LabNode& node, const std::vector<verdict::InterfaceFact>& interfaces);

  netns::Lab& lab_;
  Directors& directors_;
  const Firewalls& firewalls_;
  std::map<std::string, NstatText> before_;  ///< by node
  uint64_t martians_before_ = 0;
};

}  // namespace hopproof::run
