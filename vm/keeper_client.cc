#include "vm/keeper_client.hh"

#include "harness/base/error.hh"
#include "harness/base/file_lock.hh"
#include "harness/base/find_program.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/sinks.hh"
#include "harness/base/standard_streams.hh"
#include "harness/run/state_folder.hh"
#include "vm/boot_image.hh"
#include "vm/keeper.hh"
#include "vm/kernel_package.hh"
#include "vm/message.hh"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::vm {
namespace {

namespace fs = std::filesystem;

constexpr int listener_number = 3;

/// Where this user's keepers have their sockets.
run::StateFolder keeper_folder() { return run::StateFolder("vm"); }

std::string hash_text(const std::string& text) {
  return fmt::format("{:016x}", std::hash<std::string>()(text));
}

/// The start of the names of this program's keepers; another copy of it has others.
std::string name_prefix(const fs::path& program) { return hash_text(program.string()) + "-"; }

/// Changes with every build.
std::string version_of(const fs::path& program) {
  struct stat file {};
  check("look at " + program.string(), ::stat(program.c_str(), &file));
  return fmt::format("{} {} {}.{}", program.string(), file.st_size, file.st_mtim.tv_sec,
                     file.st_mtim.tv_nsec);
}

/// Keepers of an older build or another kernel are no use: each has a name of its own.
std::string keeper_name(const VmOptions& options) {
  const fs::path program = fs::read_symlink("/proc/self/exe");
  return name_prefix(program) +
         hash_text(fmt::format("{} {} {} {}", options.kernel, options.kvm, version_of(program),
                               version_of(guest_program())));
}

sockaddr_un address_of(const fs::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.string().size() >= sizeof address.sun_path)
    throw HostError("the name of a socket is too long: " + socket.string() + "");
  socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

Fd new_socket() {
  return Fd(check("create a socket", ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)));
}

/// 0 is no limit.
void limit_waits(const Fd& socket, int direction, time_t seconds) {
  const timeval limit{seconds, 0};
  check("limit the waits of a socket",
        ::setsockopt(socket.get(), SOL_SOCKET, direction, &limit, sizeof limit));
}

/// Empty where no keeper listens. The wait for one that does not answer has an end (unix(7)).
Fd try_to_connect(const fs::path& socket) {
  const sockaddr_un address = address_of(socket);
  Fd fd = new_socket();
  limit_waits(fd, SO_SNDTIMEO, 10);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(fd.get(), generic, sizeof address) != 0) {
    if (errno == EAGAIN) throw HostError("the keeper of virtual machines does not answer");
    return Fd();
  }
  if (!run::is_own_peer(fd))
    throw HostError("the keeper of virtual machines at " + socket.string() + " is another user's");
  limit_waits(fd, SO_SNDTIMEO, 0);
  return fd;
}

/// False where it ended before it saw us.
bool is_greeted(const Fd& keeper) {
  limit_waits(keeper, SO_RCVTIMEO, Keeper::longest_silence.count());
  std::string heard(encode(greeting()).size(), '\0');
  ssize_t size = 0;
  do size = ::recv(keeper.get(), heard.data(), heard.size(), MSG_WAITALL);
  while (size < 0 && errno == EINTR);
  if (size < 0 && errno == EAGAIN)
    throw HostError(
        "the keeper of virtual machines does not answer; hopproof vm stop --force ends it");
  return size == ssize_t(heard.size()) && heard == encode(greeting());
}

Fd listen_at(const fs::path& socket) {
  const sockaddr_un address = address_of(socket);
  Fd fd = new_socket();
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  check("bind " + socket.string(), ::bind(fd.get(), generic, sizeof address));
  check("listen at " + socket.string(), ::listen(fd.get(), 64));
  return fd;
}

/// The keeper outlives the process that starts it, and leaves the terminal.
[[noreturn]] void become_keeper(const Fd& listener, std::vector<std::string> words) {
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  leave_standard_streams();
  ::dup2(listener.get(), listener_number);
  for (int fd = listener_number + 1; fd < 1024; ++fd) ::close(fd);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv("/proc/self/exe", arguments.data());
  ::_exit(127);
}

void start_keeper(const VmOptions& options, const Fd& listener) {
  std::vector<std::string> words = {"hopproof",
                                    "vm-keeper",
                                    options.kernel,
                                    kernel_cache(),
                                    std::to_string(parallel_machines()),
                                    options.kvm ? "kvm" : "tcg"};
  const pid_t child = check("start the keeper of virtual machines", ::fork());
  if (child == 0) become_keeper(listener, std::move(words));
  ::waitpid(child, nullptr, 0);
}

/// What can be known before anything is started.
void require_parts(const VmOptions& options) {
  if (!find_program("qemu-system-x86_64"))
    throw MissingCapability(
        "no virtual machine: qemu-system-x86_64 is not in PATH (apt-get install qemu-system-x86)");
  find_kernel(options.kernel, kernel_cache());
}

}  // namespace

int parallel_machines() { return std::max(1, int(std::thread::hardware_concurrency())); }

Fd connect_to_keeper(const VmOptions& options) {
  require_parts(options);
  const run::StateFolder folder = keeper_folder();
  const std::string name = keeper_name(options);
  const fs::path socket = folder.path_of(name);
  const Fd lock = folder.open_or_create(name + ".lock");
  lock_within(lock, folder.path() + "/" + name + ".lock", 2 * Keeper::longest_silence);
  if (Fd fd = try_to_connect(socket); fd && is_greeted(fd)) return fd;
  folder.remove(name);
  const Fd listener = listen_at(socket);
  Fd fd = try_to_connect(socket);
  start_keeper(options, listener);
  if (!fd || !is_greeted(fd)) throw HostError("the keeper of virtual machines has not started");
  return fd;
}

Message ask_machine(const VmOptions& options, const Message& order) {
  const Fd keeper = connect_to_keeper(options);
  MessageReader reader;
  while (const auto message = receive_message(keeper, reader)) {
    const std::string what = message->field("is");
    if (what == "broken") throw HostError(message->field("why"));
    if (what == "result") return *message;
    if (what != "ready") continue;
    if (order.fields.empty()) return *message;
    send_message(keeper, order);
  }
  throw HostError("the keeper of virtual machines has ended");
}

namespace {

/// Throws HostError where it goes on for others.
void ask_to_stop(const Fd& keeper) {
  if (!is_greeted(keeper)) return;
  send_message(keeper, {{{"do", "stop"}}, ""});
  MessageReader reader;
  while (const auto message = receive_message(keeper, reader))
    if (message->field("is") == "busy")
      throw HostError(fmt::format(
          "virtual machines are in use by {}: hopproof vm stop --force ends them all the same",
          one_line(message->field("who"))));
}

/// Its machines end with it, and with them the cases in them.
void end_keeper(const Fd& keeper) {
  const auto process = run::own_peer(keeper);
  if (!process) return;
  const Fd ended = run::ask_to_end(run::ProcessRecord::of(*process), SIGKILL);
  if (ended && !has_ended_by(ended, std::chrono::steady_clock::now() + std::chrono::seconds(20)))
    throw HostError(fmt::format("the keeper {} of virtual machines cannot be ended", *process));
}

}  // namespace

int stop_keepers(bool force) {
  int stopped = 0;
  const std::string prefix = name_prefix(fs::read_symlink("/proc/self/exe"));
  const run::StateFolder folder = keeper_folder();
  for (const std::string& name : folder.names()) {
    if (!name.starts_with(prefix) || !folder.has_socket(name)) continue;
    if (const Fd fd = try_to_connect(folder.path_of(name))) {
      force ? end_keeper(fd) : ask_to_stop(fd);
      ++stopped;
    }
    folder.remove(name);
  }
  return stopped;
}

}  // namespace hopproof::vm
