#include "vm/libraries.hh"

#include "harness/base/text.hh"
#include "netns/child.hh"

namespace hopproof::vm {

std::vector<std::string> libraries_of(const std::string& program) {
  netns::ChildSpec spec;
  spec.words = {"ldd", program};
  spec.environment = {{"LC_ALL", "C"}};
  const netns::Finished finished = netns::run(spec);
  std::vector<std::string> libraries;
  for (const std::string_view word : words_of(finished.output)) {
    if (word.starts_with('/') && !word.ends_with(':')) libraries.emplace_back(word);
  }
  return libraries;
}

}  // namespace hopproof::vm
