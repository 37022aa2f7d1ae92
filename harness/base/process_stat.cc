#include "harness/base/process_stat.hh"

#include "harness/base/address.hh"
#include "harness/base/read_file.hh"
#include "harness/base/text.hh"

#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace hopproof {

std::optional<ProcessStat> ProcessStat::of(pid_t pid) {
  const std::string stat = read_file_if_any(fmt::format("/proc/{}/stat", pid));
  const size_t name_end = stat.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos) return std::nullopt;
  // Field 3 of the file is the first of these.
  const auto fields = words_of(std::string_view(stat).substr(name_end + 1));
  constexpr size_t state = 0, group = 2, start = 19;
  if (fields.size() <= start) return std::nullopt;
  return ProcessStat{fields[state].front(),
                     pid_t(parse_number(fields[group], INT32_MAX).value_or(0)),
                     parse_number(fields[start], UINT64_MAX).value_or(0)};
}

}  // namespace hopproof
