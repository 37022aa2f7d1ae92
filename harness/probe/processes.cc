#include "harness/probe/processes.hh"

#include "harness/base/address.hh"
#include "harness/base/error.hh"

#include <filesystem>
#include <fstream>
#include <string>

#include <sys/stat.h>

namespace hopproof {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

bool has_running_thread(const fs::path& process) {
  std::error_code gone;  // a process may end while we look: then it does not run
  for (fs::directory_iterator thread(process / "task", gone), end; !gone && thread != end;
       thread.increment(gone)) {
    if (shows_running(first_line(thread->path() / "stat"))) return true;
  }
  return false;
}

}  // namespace

Processes::Processes(const std::vector<const Namespace*>& spaces) {
  for (const Namespace* space : spaces) {
    struct stat about {};
    check("look at a namespace", ::fstat(space->fd().get(), &about));
    spaces_.insert(about.st_ino);
  }
}

bool Processes::any_running() const {
  std::error_code gone;
  for (fs::directory_iterator entry("/proc", gone), end; !gone && entry != end;
       entry.increment(gone)) {
    const std::string name = entry->path().filename();
    if (!parse_number(name, 1u << 30)) continue;
    struct stat about {};
    if (::stat((entry->path() / "ns/net").c_str(), &about) != 0) continue;
    if (spaces_.contains(about.st_ino) && has_running_thread(entry->path())) return true;
  }
  return false;
}

bool shows_running(std::string_view stat_line) {
  const size_t name_end = stat_line.rfind(')');  // the name may hold anything, also ") R"
  if (name_end == std::string_view::npos || name_end + 2 >= stat_line.size()) return false;
  const char state = stat_line[name_end + 2];
  return state == 'R' || state == 'D';
}

}  // namespace hopproof
