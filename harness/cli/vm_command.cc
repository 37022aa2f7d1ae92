#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/run_options.hh"
#include "vm/boot_image.hh"
#include "vm/keeper_client.hh"
#include "vm/kernel_package.hh"
#include "vm/machine_shell.hh"
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

int start(const vm::VmOptions& options) {
  const vm::Message ready = vm::ask_machine(options, {});
  fmt::print("a virtual machine with kernel {} is ready; it ends 20 s after its last case\n",
             ready.field("kernel"));
  return exit_passed;
}

int doctor(const vm::VmOptions& options) {
  fmt::print("{}", vm::ask_machine(options, {{{"do", "about"}}, ""}).body);
  return exit_passed;
}

int stop(bool force) {
  fmt::print("ended {} keeper(s) of virtual machines\n", vm::stop_keepers(force));
  return exit_passed;
}

/// In a machine of its own.
int shell(const vm::VmOptions& options, const std::vector<std::string>& words) {
  const vm::Kernel kernel = vm::find_kernel(options.kernel, vm::kernel_cache());
  const vm::Archive image = vm::boot_image(kernel, vm::guest_program());
  const Fd file = vm::write_to_memory(image);
  return vm::run_in_machine({kernel, file.get(), image.size(), options.kvm, true}, words);
}

std::vector<CommandOption> machine_options(vm::VmOptions& options) {
  return {{"--kernel", &options.kernel, kernel_help},
          {"--kvm", &options.kvm, "use KVM instead of emulation; it may hang"}};
}

std::vector<CommandOption> shell_options(vm::VmOptions& options, std::vector<std::string>& words) {
  std::vector<CommandOption> rows = machine_options(options);
  rows.push_back({"COMMAND", &words, "after --: what to run there, instead of a shell"});
  return rows;
}

}  // namespace

Subcommand vm_command() {
  const auto options = std::make_shared<vm::VmOptions>();
  const auto force = std::make_shared<bool>(false);
  const auto words = std::make_shared<std::vector<std::string>>();
  return {.name = "vm",
          .about = "the small virtual machine whose kernel has ip_vs",
          .footer = vm_footer,
          .subcommands = {vm_run_command(),
                          {.name = "shell",
                           .about = "a shell in it, or a COMMAND with its exit status",
                           .options = shell_options(*options, *words),
                           .action = [options, words] { return shell(*options, *words); }},
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
                           .options = {{"--force", force.get(),
                                        "also while others run cases in them, or do not answer"}},
                           .action = [force] { return stop(*force); }}}};
}

}  // namespace hopproof::cli
