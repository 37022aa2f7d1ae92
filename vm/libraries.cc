#include "vm/libraries.hh"

#include "netns/child.hh"

#include <sstream>

namespace hopproof::vm {

std::vector<std::string> libraries_of(const std::string& program) {
  ChildSpec spec;
  spec.words = {"ldd", program};
  spec.environment = {{"LC_ALL", "C"}};
  const Finished finished = run(spec);
  std::vector<std::string> libraries;
  std::istringstream words(finished.output);
  for (std::string word; words >> word;) {
    if (word.starts_with('/') && !word.ends_with(':')) libraries.push_back(word);
  }
  return libraries;
}

}  // namespace hopproof::vm
