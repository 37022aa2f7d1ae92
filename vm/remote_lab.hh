#pragma once

#include "harness/run/lab_host.hh"
#include "vm/keeper_client.hh"
#include "vm/message_stream.hh"

#include <memory>
#include <string>
#include <vector>

namespace hopproof::vm {

/// The order to run a job: the case's text and what it is to do without.
Message order_for(const run::LabJob& job);

/// A job in a virtual machine: waits for a free one, sends the case, takes the capture and the
/// result.
class RemoteLab : public run::RunningLab {
 public:
  /// Throws MissingCapability naming a program of the case that this host has not.
  RemoteLab(EventLoop& loop, Fd keeper, const run::LabJob& job, run::LabHost::Done done);

 private:
  void hear(const Message& message);
  void listen_on();
  void send_programs();
  void finish(verdict::CaseResult result);

  const run::LabJob& job_;
  run::LabHost::Done done_;
  std::vector<std::string> programs_;  ///< paths on this host
  EventLoop::Clock::time_point begun_ = EventLoop::Clock::now();
  std::unique_ptr<MessageStream> keeper_;
  Fd silence_;  ///< a timer that every word of the keeper sets anew
  EventLoop::Watch silence_watch_;
};

/// A virtual machine as the place of labs: the same cases, another kernel.
class RemoteHost : public run::LabHost {
 public:
  explicit RemoteHost(VmOptions options) : options_(std::move(options)) {}

  /// A case whose programs are not installed is refused with their name; a machine that breaks is
  /// an error of its case, with the console's last lines.
  std::unique_ptr<run::RunningLab> start(EventLoop& loop, const run::LabJob& job,
                                         Done done) override;
  int parallel_labs() const override { return parallel_machines(); }

 private:
  VmOptions options_;
};

/// Where labs with this director ("engine", "ipvs", "both") are built: on this host where its
/// kernel can, else in a virtual machine. Both directors meet the same kernel.
std::unique_ptr<run::LabHost> place_for(const std::string& director, const VmOptions& options);

}  // namespace hopproof::vm
