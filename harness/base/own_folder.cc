#include "harness/base/own_folder.hh"

#include "harness/base/error.hh"
#include "harness/base/write_all.hh"

#include <cerrno>
#include <cstdio>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace hopproof {
namespace {

namespace fs = std::filesystem;

constexpr mode_t own_file_mode = 0600, own_folder_mode = 0755, others_may_write = 022;

void require_closed(const Fd& fd, const std::string& path) {
  struct stat found {};
  check("look at " + path, ::fstat(fd.get(), &found));
  if (found.st_uid != ::geteuid())
    throw HostError(
        fmt::format("the folder {} belongs to another user ({}, not {}): nothing is written there",
                    path, found.st_uid, ::geteuid()));
  if ((found.st_mode & others_may_write) != 0)
    throw HostError(
        fmt::format("others may write to the folder {0} (mode {1:04o}), and could put links into "
                    "it: look at what is in it, then chmod go-w {0}",
                    path, found.st_mode & 07777));
}

Fd open_own_folder(int at, const std::string& name, const std::string& path) {
  if (::mkdirat(at, name.c_str(), own_folder_mode) != 0 && errno != EEXIST)
    throw_errno("make the folder " + path);
  Fd fd(::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd && (errno == ELOOP || errno == ENOTDIR))
    throw HostError(path + " is not a folder (a link is not followed: name what it leads to)");
  check("open the folder " + path, fd.get());
  require_closed(fd, path);
  return fd;
}

/// The folder that a file lies in, and those on the way to it.
Fd open_way(int at, const std::string& above, const fs::path& folders) {
  Fd fd(check("open the folder " + above, ::fcntl(at, F_DUPFD_CLOEXEC, 3)));
  fs::path path = above;
  for (const fs::path& part : folders) {
    if (part == "..") throw HostError("a file below " + above + " is to lie outside of it");
    path /= part;
    fd = open_own_folder(fd.get(), part.string(), path.string());
  }
  return fd;
}

Fd create_anew(const Fd& folder, const std::string& name, const std::string& path) {
  if (::unlinkat(folder.get(), name.c_str(), 0) != 0 && errno != ENOENT)
    throw_errno("write " + path);
  return Fd(check("create " + path,
                  ::openat(folder.get(), name.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, own_file_mode)));
}

/// Without a "/" at the end, which would follow a link.
fs::path plain(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  return normal.has_filename() || !normal.has_relative_path() ? normal : normal.parent_path();
}

}  // namespace

Fd OwnFile::create() const {
  const Fd folder = open_way(fd_->get(), folder_, inside_.parent_path());
  return create_anew(folder, inside_.filename().string(), path());
}

void OwnFile::replace(std::string_view text) const {
  const Fd folder = open_way(fd_->get(), folder_, inside_.parent_path());
  const std::string name = inside_.filename().string();
  const std::string beside = fmt::format(".{}.new", ::getpid());
  try {
    Fd file = create_anew(folder, beside, path());
    write_all(file.get(), text, path());
    if (::close(file.release()) != 0 ||
        ::renameat(folder.get(), beside.c_str(), folder.get(), name.c_str()) != 0)
      throw_errno("write " + path());
  } catch (...) {
    ::unlinkat(folder.get(), beside.c_str(), 0);
    throw;
  }
}

OwnFolder::OwnFolder(const std::string& path) : path_(path) {
  const fs::path folder = plain(path);
  std::error_code error;
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  if (error) throw SystemError("make the folder " + folder.parent_path().string(), error.value());
  fd_ = std::make_shared<const Fd>(open_own_folder(AT_FDCWD, folder.string(), path_));
}

bool OwnFolder::has(const std::string& name) const {
  struct stat found {};
  return ::fstatat(fd_->get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
}

bool OwnFolder::is_empty() const {
  Fd again(check("list " + path_, ::openat(fd_->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(again.get()), ::closedir);
  if (!entries) throw_errno("list " + path_);
  (void)again.release();  // closedir() closes it
  while (const dirent* entry = ::readdir(entries.get()))
    if (const std::string_view name = entry->d_name; name != "." && name != "..") return false;
  return true;
}

}  // namespace hopproof
