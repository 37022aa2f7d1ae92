#include "harness/base/replace_file.hh"

#include "harness/base/error.hh"
#include "harness/base/fd.hh"
#include "harness/base/write_all.hh"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace hopproof {
namespace {

/// What a new file may be read by: everybody but for the umask.
mode_t usual_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

/// A file under a name of its own, which goes unless it is put in place.
class FileBeside {
 public:
  FileBeside(const std::string& target, mode_t mode)
      : target_(target), name_(target + ".XXXXXX"), fd_(::mkostemp(name_.data(), O_CLOEXEC)) {
    if (!fd_ || ::fchmod(fd_.get(), mode) != 0) throw_errno("write " + target_);
  }
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;
  ~FileBeside() {
    if (fd_ || !placed_) ::unlink(name_.c_str());
  }

  void write(std::string_view text) { write_all(fd_.get(), text, target_); }
  void put_in_place() {
    if (::close(fd_.release()) != 0 || ::rename(name_.c_str(), target_.c_str()) != 0)
      throw_errno("write " + target_);
    placed_ = true;
  }

 private:
  std::string target_, name_;
  Fd fd_;
  bool placed_ = false;
};

}  // namespace

void refuse_strangers_lead(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0 || found.st_uid == ::geteuid() || found.st_uid == 0)
    return;
  if (S_ISLNK(found.st_mode) || S_ISFIFO(found.st_mode))
    throw HostError(
        fmt::format("{} is a {} of another user ({}): nothing is written to it. Name "
                    "another file.",
                    path, S_ISLNK(found.st_mode) ? "link" : "pipe", found.st_uid));
}

void replace_file(const std::string& path, std::string_view text) {
  refuse_strangers_lead(path);
  struct stat about {};
  const bool exists = ::stat(path.c_str(), &about) == 0;
  if (exists && !S_ISREG(about.st_mode)) {
    const Fd file(check("write " + path, ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)));
    write_all(file.get(), text, path);
    return;
  }
  // The file that a symbolic link names is replaced, not the link.
  const std::string target = exists ? std::filesystem::canonical(path).string() : path;
  FileBeside file(target, exists ? about.st_mode & 0777 : usual_mode());
  file.write(text);
  file.put_in_place();
}

}  // namespace hopproof
