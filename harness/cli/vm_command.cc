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

namespace hopproof::cli {
namespace {

constexpr const char* vm_footer =
    R"(The kernel is fetched with apt-get download, unpacked into ~/.cache/hopproof (or
$HOPPROOF_VM_CACHE) and never installed.
One machine per core; they end 20 s after the last case.
Example: hopproof vm run --kernel 6.12 cases/one-arm)";

constexpr const char* kernel_help =
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
  throw HostError("the keeper of virtual machines has ended");
}

int start(const vm::VmOptions& options) {
  const vm::Message ready = ask(options, {});
  fmt::print("a virtual machine with kernel {} is ready; it ends 20 s after its last case\n",
             ready.field("kernel"));
  return exit_passed;
}

int doctor(const vm::VmOptions& options) {
  fmt::print("{}", ask(options, {{{"do", "about"}}, ""}).body);
  return exit_passed;
}

int stop() {
  fmt::print("ended {} keeper(s) of virtual machines\n", vm::stop_keepers());
  return exit_passed;
}

/// A machine of its own, with its console here.
int shell(const vm::VmOptions& options) {
  const vm::Kernel kernel = vm::find_kernel(options.kernel, vm::kernel_cache());
  const vm::Archive image = vm::boot_image(kernel, vm::guest_program());
  const Fd file = vm::write_to_memory(image);
  const netns::ExitStatus ended = vm::run_console({kernel, file.get(), image.size(), false});
  return ended.code == 0 ? exit_passed : exit_broken_host;
}

std::vector<CommandOption> machine_options(vm::VmOptions& options) {
  return {{"--kernel", &options.kernel, kernel_help},
          {"--kvm", &options.kvm, "use KVM instead of emulation; it may hang"}};
}

}  // namespace

Subcommand vm_command() {
  const auto options = std::make_shared<vm::VmOptions>();
  return {.name = "vm",
          .about = "the small virtual machine whose kernel has ip_vs",
          .footer = vm_footer,
          .subcommands = {vm_run_command(),
                          {.name = "shell",
                           .about = "a console in it, with the tools of a case",
                           .options = machine_options(*options),
                           .action = [options] { return shell(*options); }},
                          {.name = "doctor",
                           .about = "its kernel and modules",
                           .options = machine_options(*options),
                           .action = [options] { return doctor(*options); }},
                          {.name = "start",
                           .about = "boot one and wait until it is ready",
                           .options = machine_options(*options),
                           .action = [options] { return start(*options); }},
                          {.name = "stop",
                           .about = "end the machines that this hopproof started, immediately",
                           .action = stop}}};
}

}  // namespace hopproof::cli
