#include "vm/kernel_package.hh"

#include "harness/base/error.hh"
#include "harness/base/fd.hh"
#include "netns/child.hh"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

namespace hopproof::vm {
namespace {

namespace fs = std::filesystem;

/// The cache is this caller's as long as this lives.
class CacheLock {
 public:
  explicit CacheLock(const fs::path& folder)
      : file_(check("open the lock of " + folder.string(),
                    ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))) {
    check("lock " + folder.string(), ::flock(file_.get(), LOCK_EX));
  }

 private:
  Fd file_;
};

std::string run_tool(const std::vector<std::string>& words, const std::string& folder = "") {
  netns::ChildSpec spec;
  spec.words = words;
  spec.folder = folder;
  spec.environment = {{"LC_ALL", "C"}};
  try {
    const netns::Finished finished = netns::run(spec);
    if (finished.status.code == 0) return finished.output;
    throw MissingCapability(
        fmt::format("no kernel for the virtual machine: {} failed: {}", words[0], finished.output));
  } catch (const SystemError& error) {
    throw MissingCapability(fmt::format("no kernel for the virtual machine: {}", error.what()));
  }
}

std::optional<fs::path> first_in(const fs::path& folder, const std::string& prefix,
                                 const std::string& suffix = "") {
  std::error_code error;
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    if (name.starts_with(prefix) && name.ends_with(suffix)) found.push_back(entry.path());
  }
  if (found.empty()) return std::nullopt;
  return *std::ranges::max_element(found);
}

/// lib/modules is what a package has; usr/lib/modules what one of a merged /usr has.
std::optional<fs::path> modules_in(const fs::path& unpacked) {
  if (auto found = first_in(unpacked / "lib/modules", "")) return found;
  return first_in(unpacked / "usr/lib/modules", "");
}

std::optional<Kernel> kernel_in(const fs::path& unpacked) {
  const auto image = first_in(unpacked / "boot", "vmlinuz-");
  const auto modules = modules_in(unpacked);
  if (!image || !modules) return std::nullopt;
  return Kernel{modules->filename(), *image, *modules};
}

/// Unpacked beside its place and moved there whole: what is in the cache is complete.
Kernel unpack(const fs::path& package, const fs::path& place) {
  const fs::path partial = place.string() + ".partial";
  fs::remove_all(partial);
  fs::create_directories(partial);
  run_tool({"dpkg-deb", "-x", package, partial});
  const auto kernel = kernel_in(partial);
  if (!kernel) throw MissingCapability(package.string() + " contains no kernel with modules");
  const fs::path root = fs::path(kernel->modules).parent_path().parent_path().parent_path();
  run_tool({"depmod", "-b", root, kernel->release});
  fs::rename(partial, place);
  return kernel_in(place).value();
}

Kernel fetch(const std::string& choice, const fs::path& place) {
  const std::string package =
      image_package(run_tool({"apt-cache", "depends", meta_package(choice)}));
  if (package.empty())
    throw MissingCapability(fmt::format("no kernel for the virtual machine: apt has no package {}",
                                        meta_package(choice)));
  const fs::path folder = place.string() + ".download";
  fs::remove_all(folder);
  fs::create_directories(folder);
  run_tool({"apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", package}, folder);
  const auto file = first_in(folder, "linux-image", ".deb");
  if (!file) throw MissingCapability("apt-get download left no package");
  Kernel kernel = unpack(*file, place);
  fs::remove_all(folder);
  return kernel;
}

bool is_version(const std::string& choice) {
  return std::ranges::all_of(
      choice, [](unsigned char letter) { return std::isdigit(letter) != 0 || letter == '.'; });
}

Kernel kernel_at(const fs::path& path, const fs::path& cache) {
  if (path.extension() == ".deb") {
    const fs::path place = cache / path.stem();
    if (auto kernel = kernel_in(place)) return *kernel;
    return unpack(path, place);
  }
  if (auto kernel = kernel_in(path)) return *kernel;
  throw MissingCapability(fmt::format(
      "no kernel at {}: --kernel takes a version (6.1, 6.12), a .deb, or a folder with boot/ and "
      "lib/modules/",
      path.string()));
}

bool can_write(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  return ::access(folder.c_str(), W_OK) == 0;
}

}  // namespace

std::string kernel_cache() {
  if (const char* named = std::getenv("HOPPROOF_VM_CACHE")) return named;
  const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
  if (fs::exists(here / "CMakeCache.txt") && can_write(here / "vm")) return here / "vm";
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/tmp") / ".cache/hopproof";
}

Kernel find_kernel(const std::string& choice, const std::string& cache) {
  std::error_code error;
  fs::create_directories(cache, error);
  if (error) throw SystemError("make the folder " + cache, error.value());
  const CacheLock lock{fs::path(cache)};
  if (!is_version(choice)) return kernel_at(choice, cache);
  const fs::path place = fs::path(cache) / ("kernel-" + (choice.empty() ? "6.1" : choice));
  if (auto kernel = kernel_in(place)) return *kernel;
  return fetch(choice, place);
}

std::string meta_package(const std::string& version) {
  if (version.empty() || version == "6.1") return "linux-image-cloud-amd64";
  return fmt::format("linux-image-{}-cloud-amd64", version);
}

std::string image_package(const std::string& apt_cache_depends) {
  std::istringstream words(apt_cache_depends);
  for (std::string word; words >> word;) {
    if (word == "Depends:" && words >> word && word.starts_with("linux-image-")) return word;
  }
  return "";
}

}  // namespace hopproof::vm
