#include "harness/run/facts/nstat.hh"

#include "harness/base/read_file.hh"

#include <cstdlib>
#include <sstream>

namespace hopproof {
namespace {

uint64_t to_number(const std::string& word) {
  // Some counters are signed (MaxConn is -1): they wrap, as the kernel prints them for SNMP.
  return static_cast<uint64_t>(std::strtoll(word.c_str(), nullptr, 10));
}

void add_pair(const std::string& names, const std::string& values,
              std::map<std::string, uint64_t>& counters) {
  std::istringstream name_words(names), value_words(values);
  std::string prefix, value_prefix, name, value;
  name_words >> prefix;
  value_words >> value_prefix;
  if (prefix != value_prefix || prefix.empty() || prefix.back() != ':') return;
  prefix.pop_back();
  while (name_words >> name && value_words >> value) counters[prefix + name] = to_number(value);
}

}  // namespace

std::map<std::string, uint64_t> parse_paired_counters(std::string_view text) {
  std::map<std::string, uint64_t> counters;
  std::istringstream lines{std::string(text)};
  std::string names, values;
  while (std::getline(lines, names) && std::getline(lines, values))
    add_pair(names, values, counters);
  return counters;
}

std::map<std::string, uint64_t> parse_listed_counters(std::string_view text) {
  std::map<std::string, uint64_t> counters;
  std::istringstream words{std::string(text)};
  std::string name, value;
  while (words >> name >> value) counters[name] = to_number(value);
  return counters;
}

std::map<std::string, uint64_t> read_nstat(const Namespace& space) {
  const EnterScope in(space);
  auto counters = parse_paired_counters(read_file_if_any("/proc/thread-self/net/snmp"));
  counters.merge(parse_paired_counters(read_file_if_any("/proc/thread-self/net/netstat")));
  counters.merge(parse_listed_counters(read_file_if_any("/proc/thread-self/net/snmp6")));
  return counters;
}

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
