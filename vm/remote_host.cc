#include "vm/remote_host.hh"

#include "harness/base/error.hh"
#include "vm/remote_lab.hh"

namespace hopproof::vm {

std::unique_ptr<RunningLab> RemoteHost::start(EventLoop& loop, const LabJob& job, Done done) {
  if (job.options.keep)
    throw MissingCapability("a lab in a virtual machine cannot be kept: hopproof vm shell");
  return std::make_unique<RemoteLab>(loop, connect_to_keeper(options_), job, std::move(done));
}

}  // namespace hopproof::vm
