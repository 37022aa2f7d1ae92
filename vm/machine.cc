#include "vm/machine.hh"

#include "harness/base/error.hh"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <sys/socket.h>

namespace hopproof::vm {
namespace {

constexpr int channel_fd = 3, monitor_fd = 4, image_fd = 5;
constexpr size_t tail_lines = 30;
/// What newer ones can do (string moves, XSAVE, SMAP) is what takes longest to emulate: with `max`
/// a case takes twice as long.
constexpr const char* plain_cpu = "qemu64";

/// The image is in memory twice while it is unpacked.
uint64_t megabytes(const MachineOptions& options) { return 1536 + 2 * (options.image_size >> 20); }

std::vector<std::string> common_command(const MachineOptions& options) {
  return {"qemu-system-x86_64",
          "-nodefaults",
          "-no-user-config",
          "-no-reboot",
          "-display",
          "none",
          "-m",
          std::to_string(megabytes(options)),
          "-kernel",
          options.kernel.image,
          "-initrd",
          fmt::format("/proc/self/fd/{}", image_fd)};
}

/// The kernel hands on to its first process what it does not know. A sanitized build is asked less
/// of where every instruction is emulated.
std::string sanitizer_words() {
  const char* options = std::getenv("ASAN_OPTIONS");
  if (options == nullptr ||
      std::string_view(options).find_first_of(" \"") != std::string_view::npos)
    return "";
  return fmt::format("ASAN_OPTIONS={} ", options);
}

/// Where every instruction is emulated, memory that is cleared before it is used, and code that
/// has another address in every process, cost a third of a case.
std::string kernel_words() {
  return sanitizer_words() +
         "console=ttyS0 quiet loglevel=4 panic=-1 random.trust_cpu=on mitigations=off audit=0 "
         "cryptomgr.notests=1 init_on_alloc=0 nokaslr norandmaps "
         "net.ifnames=0 rdinit=/usr/bin/hopproof -- vm-agent";
}

void append(std::vector<std::string>& words, std::initializer_list<const char*> more) {
  words.insert(words.end(), more.begin(), more.end());
}

}  // namespace

struct Machine::Ends {
  Fd ours[2], theirs[2];

  Ends() {
    for (int i = 0; i < 2; ++i) {
      int pair[2];
      check("create a connection to a machine",
            ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
      ours[i] = Fd(pair[0]);
      theirs[i] = Fd(pair[1]);
    }
  }

  netns::ChildSpec qemu(const MachineOptions& options) const {
    netns::ChildSpec spec;
    spec.words = machine_command(options);
    spec.descriptors = {
        {theirs[0].get(), channel_fd}, {theirs[1].get(), monitor_fd}, {options.image, image_fd}};
    return spec;
  }
};

std::vector<std::string> machine_command(const MachineOptions& options) {
  std::vector<std::string> words = common_command(options);
  if (options.kvm)
    append(words, {"-accel", "kvm", "-cpu", "host"});
  else
    append(words, {"-accel", "tcg,thread=single", "-cpu", plain_cpu});
  if (!options.kvm && !options.for_people) append(words, {"-icount", "shift=2,sleep=off"});
  append(words, {"-smp", "1", "-serial", "stdio", "-device", "virtio-serial-pci", "-chardev",
                 "socket,id=agent,fd=3", "-device", "virtserialport,chardev=agent,name=hopproof",
                 "-chardev", "socket,id=monitor,fd=4", "-mon", "chardev=monitor,mode=readline",
                 "-append"});
  words.push_back(kernel_words());
  return words;
}

Machine::Machine(const MachineOptions& options) try : Machine(options, Ends()) {
} catch (const SystemError& error) {
  if (error.error_number() != ENOENT) throw;
  throw MissingCapability(
      "no virtual machine: qemu-system-x86_64 is not in PATH (apt-get install qemu-system-x86)");
}

Machine::Machine(const MachineOptions& options, Ends ends)
    : channel_(std::move(ends.ours[0])),
      monitor_(std::move(ends.ours[1])),
      qemu_(ends.qemu(options)) {}

std::string Machine::console_tail() {
  qemu_.read_output();
  const std::string said = qemu_.output();
  std::string_view text = said;
  size_t start = text.size();
  for (size_t lines = 0; start > 0 && lines <= tail_lines; ++lines) {
    start = text.rfind('\n', start - 1);
    if (start == std::string_view::npos) start = 0;
  }
  return std::string(text.substr(start));
}

void Machine::pause() { monitor("stop\n"); }
void Machine::resume() { monitor("cont\n"); }

/// What the monitor answers is not read until it is too much: it is of no interest.
void Machine::monitor(const char* command) {
  char ignored[4096];
  while (::recv(monitor_.get(), ignored, sizeof ignored, MSG_DONTWAIT) > 0) continue;
  (void)!::send(monitor_.get(), command, std::strlen(command), MSG_NOSIGNAL);
}

}  // namespace hopproof::vm
