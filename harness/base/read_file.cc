#include "harness/base/read_file.hh"

#include "harness/base/error.hh"

#include <fstream>
#include <iterator>

namespace hopproof {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw_errno("read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace hopproof
