#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace hopproof::vm {

/// A kernel to boot, unpacked.
struct Kernel {
  std::string release;  ///< "6.1.0-56-cloud-amd64"
  std::string image;    ///< path of vmlinuz
  std::string modules;  ///< path of lib/modules/RELEASE, with modules.dep
};

/// Where kernels are kept: $HOPPROOF_VM_CACHE, which is trusted as it is named; else the folder vm
/// of the build that the program lies in; else `hopproof` in $XDG_CACHE_HOME or
/// $HOME/.cache, or in the home that the effective user has, where these are folders of that user
/// alone (sudo may hand down another's); else a state folder (run/state_folder.hh).
std::string kernel_cache();

/// What user_cache() asks of its surroundings.
struct CachePlaces {
  std::string xdg_cache_home, home, home_of_user;  ///< "": not set
};

/// The kernel cache of the effective user, made where it is not there, without $HOPPROOF_VM_CACHE
/// and the program's own folder.
std::string user_cache(const CachePlaces& places);

/// A version that neither the cache nor apt has: what there is, for who named it.
class UnknownKernel : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What `apt-cache search --names-only linux-image` lists as versions: "6.1", "6.12".
std::vector<std::string> versions_in(const std::string& apt_cache_search);

/// The kernel that a user names: "" and "6.1" are Debian's linux-image-cloud-amd64, another version
/// "X.Y" its linux-image-X.Y-cloud-amd64; a path is an unpacked package (boot/, lib/modules/) or a
/// .deb. What is not in the cache is fetched with apt-get download and unpacked there, never
/// installed; two who fetch at once wait for each other. Throws MissingCapability with the reason,
/// UnknownKernel for a version that there is not.
Kernel find_kernel(const std::string& choice, const std::string& cache);

/// The Debian package that stands for a version: "" -> "linux-image-cloud-amd64".
std::string meta_package(const std::string& version);

/// The package that `apt-cache depends` says a meta-package stands for; "" when there is none.
std::string image_package(const std::string& apt_cache_depends);

}  // namespace hopproof::vm
