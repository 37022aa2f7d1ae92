#include "harness/run/state_folder.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/process_stat.hh"
#include "harness/base/read_file.hh"

#include <cerrno>
#include <cstdlib>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace hopproof::run {
namespace {

bool is_own_folder(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
         found.st_uid == ::geteuid() && (found.st_mode & 022) == 0 &&
         ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

void require_own(const Fd& fd, const std::string& path) {
  struct stat found {};
  check("look at " + path, ::fstat(fd.get(), &found));
  if (found.st_uid != ::geteuid())
    throw HostError(
        fmt::format("{} belongs to user {}, not to user {}: nothing in it is trusted. "
                    "Remove it, or set XDG_RUNTIME_DIR to a folder of your own.",
                    path, found.st_uid, ::geteuid()));
  if ((found.st_mode & 077) != 0)
    throw HostError(
        fmt::format("{} is open to other users (mode {:04o}): nothing in it is trusted. "
                    "Look at what is in it, then remove it.",
                    path, found.st_mode & 07777));
}

Fd open_private_folder(int at, const std::string& name, const std::string& path) {
  if (::mkdirat(at, name.c_str(), 0700) != 0 && errno != EEXIST) throw_errno("create " + path);
  Fd fd(::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd && (errno == ELOOP || errno == ENOTDIR))
    throw HostError(path + " is not a folder (a link is not followed). Remove it.");
  check("open " + path, fd.get());
  require_own(fd, path);
  return fd;
}

}  // namespace

std::string state_root() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime == '/' && is_own_folder(runtime))
    return std::string(runtime) + "/hopproof";
  const std::string session = fmt::format("/run/user/{}", ::geteuid());
  if (is_own_folder(session)) return session + "/hopproof";
  if (::geteuid() == 0 && is_own_folder("/run")) return "/run/hopproof";
  return fmt::format("/tmp/hopproof-{}", ::geteuid());  // TMPDIR is the run's own
}

StateFolder::StateFolder(const std::string& name, const std::string& root)
    : path_(root + "/" + name) {
  const Fd above = open_private_folder(AT_FDCWD, root, root);
  fd_ = open_private_folder(above.get(), name, path_);
}

Fd StateFolder::create(const std::string& file) const {
  return Fd(check(
      "create " + path_ + "/" + file,
      ::openat(fd_.get(), file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)));
}

Fd StateFolder::open_or_create(const std::string& file) const {
  const std::string path = path_ + "/" + file;
  Fd fd(check("open " + path,
              ::openat(fd_.get(), file.c_str(),
                       O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600)));
  require_own(fd, path);
  return fd;
}

std::optional<std::string> StateFolder::read(const std::string& file) const {
  const Fd fd(::openat(fd_.get(), file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat found {};
  constexpr off_t small = 4 << 20;
  if (!fd || ::fstat(fd.get(), &found) != 0 || !S_ISREG(found.st_mode) ||
      found.st_uid != ::geteuid() || found.st_nlink != 1 || found.st_size > small)
    return std::nullopt;
  return read_all(fd.get(), path_ + "/" + file);
}

void StateFolder::remove(const std::string& file) const {
  if (::unlinkat(fd_.get(), file.c_str(), 0) != 0 && errno != ENOENT)
    throw_errno("remove " + path_ + "/" + file);
}

std::vector<std::string> StateFolder::names() const {
  Fd again(check("list " + path_, ::openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(again.get()), ::closedir);
  if (!folder) throw_errno("list " + path_);
  (void)again.release();  // closedir() closes it
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(folder.get())) names.emplace_back(entry->d_name);
  return names;
}

bool StateFolder::has_socket(const std::string& file) const {
  struct stat found {};
  return ::fstatat(fd_.get(), file.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISSOCK(found.st_mode) && found.st_uid == ::geteuid();
}

std::string StateFolder::path_of(const std::string& file) const {
  return fmt::format("/proc/self/fd/{}/{}", fd_.get(), file);
}

std::optional<pid_t> own_peer(const Fd& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer.uid == ::geteuid() ? std::optional(peer.pid) : std::nullopt;
}

ProcessRecord ProcessRecord::of(pid_t pid) {
  const auto stat = ProcessStat::of(pid);
  return {pid, stat ? stat->start : 0};
}

Fd ask_to_end(const ProcessRecord& process, int signal) {
  Fd fd = open_pidfd(process.pid);
  if (!fd && errno != ESRCH) throw_errno(fmt::format("watch process {}", process.pid));
  if (!fd || process.start == 0 || ProcessRecord::of(process.pid).start != process.start)
    return Fd();
  if (::syscall(SYS_pidfd_send_signal, fd.get(), signal, nullptr, 0) == 0) return fd;
  if (errno != ESRCH) throw_errno(fmt::format("end process {}", process.pid));
  return Fd();
}

bool end_process(const ProcessRecord& process, std::chrono::milliseconds limit) {
  const Fd fd = ask_to_end(process);
  if (!fd) return false;
  if (!has_ended_by(fd, std::chrono::steady_clock::now() + limit))
    throw HostError(fmt::format("process {0} did not end within {1} ms; kill -9 {0} ends it",
                                process.pid, limit.count()));
  return true;
}

}  // namespace hopproof::run
