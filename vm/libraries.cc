#include "vm/libraries.hh"

#include "harness/base/error.hh"
#include "harness/base/text.hh"
#include "netns/child.hh"

#include <fmt/format.h>

namespace hopproof::vm {
namespace {

/// What ldd says, with 1, of a static program and of a script.
bool has_no_libraries(const netns::Finished& ldd) {
  return ldd.status.code == 1 && ldd.output.find("not a dynamic executable") != std::string::npos;
}

}  // namespace

std::vector<std::string> libraries_of(const std::string& program) {
  netns::ChildSpec spec;
  spec.words = {
      "env",      "-i",  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "LC_ALL=C", "ldd", program};
  const netns::Finished finished = netns::run(spec);
  if (has_no_libraries(finished)) return {};
  if (finished.status.code != 0)
    throw HostError(fmt::format("cannot find the libraries of {}: ldd ended with {}: {}", program,
                                finished.status.code, finished.output));
  return libraries_in(finished.output, program);
}

std::vector<std::string> libraries_in(const std::string& ldd_output, const std::string& program) {
  std::vector<std::string> libraries;
  for (const std::string_view line : lines_of(ldd_output)) {
    if (line.ends_with("=> not found"))
      throw HostError(fmt::format(
          "{} needs {}, which is not found without the user's LD_LIBRARY_PATH: ldconfig can add its "
          "folder for all",
          program, words_of(line).front()));
    for (const std::string_view word : words_of(line))
      if (word.starts_with('/') && !word.ends_with(':')) libraries.emplace_back(word);
  }
  return libraries;
}

}  // namespace hopproof::vm
