#include "harness/base/error.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/run_options.hh"
#include "vm/boot_image.hh"
#include "vm/keeper_client.hh"
#include "vm/kernel_package.hh"
#include "vm/machine.hh"
#include "vm/message.hh"

#include <memory>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr const char* kKernelHelp =
    "6.1 (Debian's linux-image-cloud-amd64), 6.12, a .deb, or a folder with boot/ and lib/modules/";

/// The answer to an order, once a machine is there.
vm::Message ask(const vm::VmOptions& options, const vm::Message& order) {
  const Fd keeper = vm::connect_to_keeper(options);
  vm::MessageReader reader;
  while (const auto message = vm::receive_message(keeper, reader)) {
    const std::string what = message->field("is");
    if (what == "broken") throw HostError(message->field("why"));
    if (what == "result") return *message;
    if (what != "ready") continue;
    if (order.fields.empty()) return *message;
    vm::send_message(keeper, order);
  }
  throw HostError("the keeper of virtual machines has gone");
}

int start(const vm::VmOptions& options) {
  const vm::Message ready = ask(options, {});
  fmt::print("a virtual machine with kernel {} is ready; it ends 20 s after its last case\n",
             ready.field("kernel"));
  return kPassed;
}

int doctor(const vm::VmOptions& options) {
  fmt::print("{}", ask(options, {{{"do", "about"}}, ""}).body);
  return kPassed;
}

int stop() {
  fmt::print("ended {} keeper(s) of virtual machines\n", vm::stop_keepers());
  return kPassed;
}

/// A machine of its own, with its console here.
int shell(const vm::VmOptions& options) {
  const vm::Kernel kernel = vm::find_kernel(options.kernel, vm::kernel_cache());
  const vm::Archive image = vm::boot_image(kernel, vm::guest_program());
  const Fd file = vm::write_to_memory(image);
  const ExitStatus ended = vm::run_console({kernel, file.get(), image.size(), false});
  return ended.code == 0 ? kPassed : kBrokenHost;
}

void add_kernel_option(Command command, const std::shared_ptr<vm::VmOptions>& options) {
  command.add_option("--kernel", options->kernel, kKernelHelp);
  command.add_flag("--kvm", options->kvm, "use KVM instead of emulation; it may hang");
}

}  // namespace

void add_vm_command(Command& app, int& status) {
  Command command = app.add_subcommand("vm", "the small virtual machine whose kernel has ip_vs");
  command.require_subcommand();
  const auto options = std::make_shared<vm::VmOptions>();
  add_vm_run_command(command, status);
  Command shell_command =
      command.add_subcommand("shell", "a console inside, with the tools of a case");
  Command doctor_command = command.add_subcommand("doctor", "its kernel and modules");
  Command start_command = command.add_subcommand("start", "boot one and wait until it is ready");
  Command stop_command =
      command.add_subcommand("stop", "end those that this hopproof has started, at once");
  for (const Command& one : {shell_command, doctor_command, start_command})
    add_kernel_option(one, options);
  shell_command.callback([&status, options] { status = shell(*options); });
  doctor_command.callback([&status, options] { status = doctor(*options); });
  start_command.callback([&status, options] { status = start(*options); });
  stop_command.callback([&status] { status = stop(); });
  command.footer(
      "The kernel is fetched with apt-get download, unpacked beside hopproof and never installed.\n"
      "One machine a core; they end 20 s after the last case.\n"
      "Example: hopproof vm run --kernel 6.12 cases/one-arm");
}

}  // namespace hopproof
