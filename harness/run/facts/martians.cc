#include "harness/run/facts/martians.hh"

#include "harness/base/read_file.hh"

#include <cstdlib>
#include <sstream>
#include <string>

namespace hopproof {

uint64_t parse_martian_sources(std::string_view rt_cache) {
  std::istringstream lines{std::string(rt_cache)};
  std::string line, word;
  if (!std::getline(lines, line)) return 0;
  std::istringstream titles(line);
  int column = 0;
  while (titles >> word && word != "in_martian_src") ++column;
  if (word != "in_martian_src") return 0;
  uint64_t sum = 0;
  while (std::getline(lines, line)) {
    std::istringstream values(line);
    for (int i = 0; i <= column && values >> word; ++i) {
      if (i == column) sum += std::strtoull(word.c_str(), nullptr, 16);
    }
  }
  return sum;
}

uint64_t read_martian_sources() {
  return parse_martian_sources(read_file_if_any("/proc/net/stat/rt_cache"));
}

}  // namespace hopproof
