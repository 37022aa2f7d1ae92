#include "netns/named_namespace.hh"

#include "harness/base/error.hh"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hopproof::netns {
namespace {

constexpr const char* folder = "/run/netns";

std::string path_of(const std::string& name) {
  const bool plain = !name.empty() && name[0] != '.' && name.find('/') == std::string::npos;
  if (!plain) throw HostError("'" + name + "' cannot be the name of a namespace");
  return std::string(folder) + "/" + name;
}

/// As `ip netns add` leaves it: a mount that is shared, so that every mount namespace sees names
/// come and go.
void prepare_folder() {
  if (::mkdir(folder, 0755) != 0 && errno != EEXIST) throw_errno("make /run/netns");
  if (::mount("", folder, "none", MS_SHARED | MS_REC, nullptr) == 0) return;
  if (errno != EINVAL) throw_errno("share /run/netns");
  check("mount /run/netns", ::mount(folder, folder, "none", MS_BIND | MS_REC, nullptr));
  check("share /run/netns", ::mount("", folder, "none", MS_SHARED | MS_REC, nullptr));
}

void create_empty_file(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  if (!file) throw_errno("create " + path);
}

}  // namespace

NamedNamespace::NamedNamespace(const Namespace& space, const std::string& name)
    : path_(path_of(name)) {
  prepare_folder();
  create_empty_file(path_);
  const std::string source = "/proc/self/fd/" + std::to_string(space.fd().get());
  if (::mount(source.c_str(), path_.c_str(), "none", MS_BIND, nullptr) == 0) return;
  const int error = errno;
  ::unlink(path_.c_str());
  throw SystemError("name a namespace " + path_, error);
}

NamedNamespace::NamedNamespace(NamedNamespace&& other) noexcept
    : path_(std::exchange(other.path_, std::string())) {}

NamedNamespace::~NamedNamespace() {
  if (path_.empty()) return;
  ::umount2(path_.c_str(), MNT_DETACH);
  ::unlink(path_.c_str());
}

void NamedNamespace::remove(const std::string& name) {
  const std::string path = path_of(name);
  check("unmount " + path, ::umount2(path.c_str(), MNT_DETACH));
  check("remove " + path, ::unlink(path.c_str()));
}

}  // namespace hopproof::netns
