#pragma once

#include <string>
#include <vector>

namespace hopproof::vm {

/// A kernel to boot, unpacked.
struct Kernel {
  std::string release;  ///< "6.1.0-56-cloud-amd64"
  std::string image;    ///< path of vmlinuz
  std::string modules;  ///< path of lib/modules/RELEASE, with modules.dep
};

/// Where kernels are kept: $HOPPROOF_VM_CACHE, else the folder vm of the build that the program
/// lies in, else ~/.cache/hopproof.
std::string kernel_cache();

/// The kernel that a user names: "" and "6.1" are Debian's linux-image-cloud-amd64, another version
/// "X.Y" its linux-image-X.Y-cloud-amd64; a path is an unpacked package (boot/, lib/modules/) or a
/// .deb. What is not in the cache is fetched with apt-get download and unpacked there, never
/// installed; two who fetch at once wait for each other. Throws MissingCapability with the reason.
Kernel find_kernel(const std::string& choice, const std::string& cache);

/// The Debian package that stands for a version: "" -> "linux-image-cloud-amd64".
std::string meta_package(const std::string& version);

/// The package that `apt-cache depends` says a meta-package stands for; "" when there is none.
std::string image_package(const std::string& apt_cache_depends);

}  // namespace hopproof::vm
