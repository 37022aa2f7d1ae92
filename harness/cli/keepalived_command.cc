#include "harness/base/read_file.hh"
#include "harness/base/sinks.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "vm/keepalived_reading.hh"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* keepalived_footer =
    R"(FILE is read by the real keepalived (Debian's package) in the virtual machine, never on this host, with the *.conf files
below its folder, which it may include. What it programs is printed as a host would print it: ipvsadm -Sn, thresholds, ip -o addr.
Every server is there, for no check has ended when they are listed; those of `alpha` are not.
What a case has no word for (sorry servers, quorum, checks), and what keepalived did not take, stands in comments.
Exit status: 0 it was read; 2 usage, 4 keepalived does not take it; 77 no machine can be had, or no keepalived.
Example: hopproof keepalived /etc/keepalived/keepalived.conf --id lb1 > lb1.txt)";

struct KeepalivedArguments {
  std::string file;
  std::string id = "director";
  vm::VmOptions machine;
};

constexpr size_t most_files = 64;
constexpr size_t most_bytes = size_t{160} * 1024;

bool is_plain(std::string_view path) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/";
  return path.find_first_not_of(allowed) == std::string_view::npos;
}

/// The main file, then the others that it may include, in the order of their paths.
std::vector<KeepalivedFile> files_of(const fs::path& main) {
  std::vector<KeepalivedFile> files{{main.filename(), read_file(main)}};
  const fs::path folder = main.has_parent_path() ? main.parent_path() : fs::path(".");
  if (files.front().text.find("include") == std::string::npos) return files;
  std::vector<fs::path> others;
  const auto options = fs::directory_options::skip_permission_denied;
  for (const auto& entry : fs::recursive_directory_iterator(folder, options)) {
    const bool is_other = entry.is_regular_file() && entry.path().extension() == ".conf" &&
                          !fs::equivalent(entry.path(), main);
    if (is_other) others.push_back(entry.path());
    if (others.size() > most_files) break;
  }
  std::ranges::sort(others);
  for (const fs::path& path : others)
    files.push_back({fs::relative(path, folder), read_file(path)});
  return files;
}

/// What cannot be handed to the machine; "" where all can.
std::string problem_with(const std::vector<KeepalivedFile>& files) {
  size_t bytes = 0;
  for (const KeepalivedFile& file : files) {
    bytes += file.text.size();
    if (!is_plain(file.path))
      return fmt::format("the path {} has other characters than letters, digits, _, -, . and /",
                         one_line(file.path));
  }
  if (files.size() <= most_files && bytes <= most_bytes) return "";
  return fmt::format("a configuration has at most {} files and {} bytes", most_files, most_bytes);
}

int read_keepalived(const KeepalivedArguments& arguments) {
  const std::vector<KeepalivedFile> files = files_of(arguments.file);
  if (const std::string problem = problem_with(files); !problem.empty()) {
    fmt::print(stderr, "hopproof keepalived: {}\n", problem);
    return exit_usage;
  }
  const vm::KeepalivedReading reading =
      vm::read_by_keepalived(files, arguments.id, arguments.machine);
  for (const std::string& remark : keepalived_remarks(files))
    fmt::print("# {}\n", one_line(remark));
  for (const std::string& remark : reading.remarks)
    fmt::print("# keepalived says: {}\n", one_line(remark));
  fmt::print("{}", reading.text);
  return exit_passed;
}

}  // namespace

Subcommand keepalived_command() {
  const auto arguments = std::make_shared<KeepalivedArguments>();
  return {.name = "keepalived",
          .about = "what the real keepalived makes of its configuration, listed as on a host",
          .options = {{"FILE", &arguments->file, "keepalived.conf", must_be_given | must_exist},
                      {"--id", &arguments->id, "the host whose @id lines count (keepalived -i)",
                       with_default},
                      {"--kernel", &arguments->machine.kernel,
                       "the machine's kernel: a release such as 6.12, or a path"}},
          .footer = keepalived_footer,
          .action = [arguments] { return read_keepalived(*arguments); },
          .check =
              [arguments] {
                const bool good = !arguments->id.empty() && is_plain(arguments->id) &&
                                  arguments->id.find('/') == std::string::npos;
                return good ? "" : "--id is the name of a host";
              }};
}

}  // namespace hopproof::cli
