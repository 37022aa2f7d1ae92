#include "harness/run/run_folder.hh"

#include "harness/base/error.hh"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hopproof::run {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder_prefix = "hopproof-";

/// The process in "hopproof-PID-XXXXXX"; 0 for any other name.
int process_of(const std::string& name) {
  if (!name.starts_with(folder_prefix)) return 0;
  char* end = nullptr;
  const long pid = std::strtol(name.c_str() + folder_prefix.size(), &end, 10);
  return *end == '-' && pid > 0 ? int(pid) : 0;
}

bool is_ours_and_stale(const fs::path& folder) {
  struct stat about {};
  const int pid = process_of(folder.filename());
  if (pid == 0 || ::lstat(folder.c_str(), &about) != 0) return false;
  return S_ISDIR(about.st_mode) && about.st_uid == ::geteuid() &&
         !fs::exists(fmt::format("/proc/{}", pid));
}

}  // namespace

void sweep_run_folders(const std::string& where) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(where, error)) {
    std::error_code ignored;
    if (is_ours_and_stale(entry.path())) fs::remove_all(entry.path(), ignored);
  }
}

RunFolder::RunFolder() {
  const char* set = std::getenv("TMPDIR");
  before_ = set != nullptr ? set : "";
  const std::string where = before_.empty() ? "/tmp" : before_;
  sweep_run_folders(where);
  path_ = fmt::format("{}/{}{}-XXXXXX", where, folder_prefix, ::getpid());
  if (::mkdtemp(path_.data()) == nullptr) throw_errno("make a temporary folder " + path_);
  ::setenv("TMPDIR", path_.c_str(), 1);
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  if (before_.empty())
    ::unsetenv("TMPDIR");
  else
    ::setenv("TMPDIR", before_.c_str(), 1);
}

}  // namespace hopproof::run
