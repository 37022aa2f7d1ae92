#include "harness/run/facts/nstat.hh"

#include "harness/base/read_file.hh"
#include "harness/base/text.hh"

#include <algorithm>
#include <cstdlib>

namespace hopproof::run {
namespace {

uint64_t to_number(std::string_view word) {
  // Some counters are signed (MaxConn is -1): they wrap, as the kernel prints them for SNMP.
  return static_cast<uint64_t>(std::strtoll(std::string(word).c_str(), nullptr, 10));
}

void add_pair(std::string_view names, std::string_view values,
              std::map<std::string, uint64_t>& counters) {
  const auto name_words = words_of(names), value_words = words_of(values);
  if (name_words.empty() || value_words.empty() || name_words[0] != value_words[0]) return;
  std::string prefix(name_words[0]);
  if (prefix.back() != ':') return;
  prefix.pop_back();
  for (size_t i = 1; i < std::min(name_words.size(), value_words.size()); ++i)
    counters[prefix + std::string(name_words[i])] = to_number(value_words[i]);
}

}  // namespace

std::map<std::string, uint64_t> parse_paired_counters(std::string_view text) {
  std::map<std::string, uint64_t> counters;
  const auto lines = lines_of(text);
  for (size_t i = 0; i + 1 < lines.size(); i += 2) add_pair(lines[i], lines[i + 1], counters);
  return counters;
}

std::map<std::string, uint64_t> parse_listed_counters(std::string_view text) {
  std::map<std::string, uint64_t> counters;
  const auto words = words_of(text);
  for (size_t i = 0; i + 1 < words.size(); i += 2)
    counters[std::string(words[i])] = to_number(words[i + 1]);
  return counters;
}

NstatText::NstatText(const netns::Namespace& space) {
  const netns::EnterScope in(space);
  snmp_ = read_file_if_any("/proc/thread-self/net/snmp");
  netstat_ = read_file_if_any("/proc/thread-self/net/netstat");
  snmp6_ = read_file_if_any("/proc/thread-self/net/snmp6");
}

std::map<std::string, uint64_t> NstatText::counters() const {
  auto counters = parse_paired_counters(snmp_);
  counters.merge(parse_paired_counters(netstat_));
  counters.merge(parse_listed_counters(snmp6_));
  return counters;
}

std::map<std::string, uint64_t> read_nstat(const netns::Namespace& space) {
  return NstatText(space).counters();
}

uint64_t parse_martian_sources(std::string_view rt_cache) {
  const auto lines = lines_of(rt_cache);
  if (lines.empty()) return 0;
  const auto titles = words_of(lines.front());
  const auto column = size_t(std::ranges::find(titles, "in_martian_src") - titles.begin());
  if (column == titles.size()) return 0;
  uint64_t sum = 0;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto values = words_of(lines[i]);
    if (column < values.size())
      sum += std::strtoull(std::string(values[column]).c_str(), nullptr, 16);
  }
  return sum;
}

uint64_t read_martian_sources() {
  return parse_martian_sources(read_file_if_any("/proc/net/stat/rt_cache"));
}

}  // namespace hopproof::run
