#include "vm/guest.hh"

#include "harness/base/error.hh"
#include "netns/child.hh"
#include "vm/boot_image.hh"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::vm {
namespace {

namespace fs = std::filesystem;

void mount_one(const char* type, const char* where) {
  fs::create_directories(where);
  check(std::string("mount ") + where, ::mount(type, where, type, 0, nullptr));
}

void use_console() {
  const int console = ::open("/dev/console", O_RDWR);
  for (const int fd : {0, 1, 2})
    if (console >= 0) ::dup2(console, fd);
}

/// Not all of them exist in every kernel: modprobe says which, on the console.
void load_modules() {
  netns::ChildSpec spec;
  spec.words = {"modprobe", "-a", "-q"};
  for (const std::string& name : needed_modules()) spec.words.push_back(name);
  const netns::Finished finished = netns::run(spec);
  if (!finished.output.empty()) std::fprintf(stderr, "%s", finished.output.c_str());
}

}  // namespace

void set_up_guest() {
  mount_one("proc", "/proc");
  mount_one("sysfs", "/sys");
  mount_one("devtmpfs", "/dev");
  mount_one("tmpfs", "/tmp");
  mount_one("tmpfs", "/run");
  use_console();
  ::setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
  ::setenv("HOME", "/root", 1);
  ::setenv("LC_ALL", "C", 1);
  ::setenv("TERM", "linux", 0);
  load_modules();
}

void live_as_process_one(const std::function<void()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    body();
    std::exit(EXIT_SUCCESS);
  }
  for (pid_t ended = 0; ended != child && (ended >= 0 || errno == EINTR);) ended = ::wait(nullptr);
  ::sync();
  ::reboot(RB_POWER_OFF);
  std::abort();  // a kernel without power management: qemu ends with the panic
}

Fd open_port() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/sys/class/virtio-ports", error)) {
    std::string name;
    std::ifstream(entry.path() / "name") >> name;
    if (name != "hopproof") continue;
    const std::string device = "/dev/" + entry.path().filename().string();
    return Fd(check("open " + device, ::open(device.c_str(), O_RDWR | O_CLOEXEC)));
  }
  throw HostError("there is no virtio port named hopproof");
}

void unload_helpers() {
  if (!fs::exists("/sys/module/ip_vs_ftp")) return;
  netns::ChildSpec spec;
  spec.words = {"modprobe", "-r", "ip_vs_ftp"};
  netns::run(spec);
}

}  // namespace hopproof::vm
