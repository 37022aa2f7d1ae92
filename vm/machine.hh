#pragma once

#include "harness/base/fd.hh"
#include "netns/child.hh"
#include "vm/kernel_package.hh"

#include <cstdint>
#include <string>

namespace hopproof::vm {

struct MachineOptions {
  Kernel kernel;
  int image = -1;           ///< descriptor of the file that boot_image() was written to
  uint64_t image_size = 0;  ///< bytes
  bool kvm = false;         ///< only where a user asked for it
  bool for_people = false;  ///< its clock is ours: somebody types
};

/// The command line of qemu for a machine; channel, monitor and image are descriptors
/// 3, 4 and 5. One CPU and
/// virtual time, unless it is for people: while nothing computes, the clock jumps to the next
/// timer, so that waiting costs nothing and takes the same time every run.
std::vector<std::string> machine_command(const MachineOptions& options);

/// A running virtual machine: qemu, which ends with this object or with this process, however that
/// ends.
class Machine {
 public:
  /// Starts it; it boots meanwhile. Throws MissingCapability when there is no qemu.
  explicit Machine(const MachineOptions& options);

  /// A stream to the agent in the machine; the caller takes it.
  Fd take_channel() { return std::move(channel_); }
  /// Readable when qemu has ended.
  const Fd& pidfd() const { return qemu_.pidfd(); }
  /// Readable when the console has printed.
  const Fd& console() const { return qemu_.output_fd(); }
  void read_console() { qemu_.read_output(); }
  /// The last lines that the console has printed.
  std::string console_tail();

  /// A machine with nothing to do would go through its timers as fast as it can.
  void pause();
  void resume();

 private:
  struct Ends;
  Machine(const MachineOptions& options, Ends ends);
  void monitor(const char* command);

  Fd channel_, monitor_;
  netns::Child qemu_;
};

}  // namespace hopproof::vm
