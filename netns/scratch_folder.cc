#include "netns/scratch_folder.hh"

#include "harness/base/error.hh"
#include "harness/base/fd.hh"
#include "harness/base/write_all.hh"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>

namespace hopproof::netns {
namespace {

std::string temporary_folder() {
  const char* chosen = std::getenv("TMPDIR");
  return chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
}

void refuse_other_than_a_name(std::string_view name) {
  const bool plain = !name.empty() && name != "." && name != ".." &&
                     name.find('/') == std::string_view::npos &&
                     name.find('\0') == std::string_view::npos;
  if (!plain) throw HostError("'" + std::string(name) + "' is not a plain file name");
}

}  // namespace

ScratchFolder::ScratchFolder() : path_(temporary_folder() + "/hopproof-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) throw_errno("make a folder like " + path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  if (error)
    std::fprintf(stderr, "hopproof: %s remains: %s\n", path_.c_str(), error.message().c_str());
}

std::string ScratchFolder::add_folder(std::string_view name) const {
  refuse_other_than_a_name(name);
  std::string path = path_ + "/" + std::string(name);
  check("make the folder " + path, ::mkdir(path.c_str(), 0700));
  return path;
}

void write_new_file(const std::string& folder, std::string_view name, std::string_view text) {
  refuse_other_than_a_name(name);
  const std::string path = folder + "/" + std::string(name);
  const mode_t mode = text.starts_with("#!") ? 0700 : 0600;
  const Fd file(
      check("write " + path, ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)));
  write_all(file.get(), text, path);
}

}  // namespace hopproof::netns
