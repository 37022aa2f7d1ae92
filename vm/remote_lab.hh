#pragma once

#include "harness/run/lab_host.hh"
#include "vm/message_stream.hh"

#include <memory>
#include <string>
#include <vector>

namespace hopproof::vm {

/// The order to run a job: the case's text and what it is to do without.
Message order_for(const LabJob& job);

/// A job in a virtual machine: waits for a free one, sends the case, takes the capture and the
/// result.
class RemoteLab : public RunningLab {
 public:
  /// Throws MissingCapability naming a program of the case that this host has not.
  RemoteLab(EventLoop& loop, Fd keeper, const LabJob& job, LabHost::Done done);

 private:
  void hear(const Message& message);
  void send_programs();
  void finish(CaseResult result);

  const LabJob& job_;
  LabHost::Done done_;
  std::vector<std::string> programs_;  ///< paths on this host
  EventLoop::Clock::time_point begun_ = EventLoop::Clock::now();
  std::unique_ptr<MessageStream> keeper_;
};

}  // namespace hopproof::vm
