#pragma once

#include "harness/run/lab_host.hh"
#include "vm/keeper_client.hh"

namespace hopproof::vm {

/// A virtual machine as the place of labs: the same cases, another kernel.
class RemoteHost : public LabHost {
 public:
  explicit RemoteHost(VmOptions options) : options_(std::move(options)) {}

  /// A case whose programs are not installed is refused with their name; a machine that breaks is
  /// an error of its case, with the console's last lines.
  std::unique_ptr<RunningLab> start(EventLoop& loop, const LabJob& job, Done done) override;
  int parallel_labs() const override { return parallel_machines(); }

 private:
  VmOptions options_;
};

}  // namespace hopproof::vm
