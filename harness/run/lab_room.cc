#include "harness/run/lab_room.hh"

#include "harness/base/address.hh"
#include "harness/base/read_file.hh"
#include "harness/base/text.hh"

#include <algorithm>
#include <thread>
#include <utility>

namespace hopproof::run {
namespace {

/// Of the processors' time, in percent: below the first there is room for one more lab, above the
/// second for one less.
constexpr uint64_t rather_busy = 80, too_busy = 97;

}  // namespace

std::optional<ProcessorTime> parse_processor_time(std::string_view stat) {
  const auto words = words_of(stat.substr(0, stat.find('\n')));
  if (words.size() < 6 || words[0] != "cpu") return std::nullopt;
  ProcessorTime time;
  for (size_t i = 1; i < std::min(words.size(), size_t{9}); ++i) {  // those of guests are in others
    const uint64_t ticks = parse_number(words[i], UINT64_MAX).value_or(0);
    time.all += ticks;
    if (i == 4 || i == 5) time.idle += ticks;
  }
  return time;
}

std::optional<uint64_t> parse_available_memory(std::string_view meminfo) {
  for (const std::string_view line : lines_of(meminfo)) {
    const auto words = words_of(line);
    if (words.size() < 2 || words[0] != "MemAvailable:") continue;
    const auto kib = parse_number(words[1], UINT64_MAX);
    return kib ? std::optional(*kib / 1024) : std::nullopt;
  }
  return std::nullopt;
}

RoomSources RoomSources::of_host() {
  RoomSources sources;
  sources.processor_time = [] { return parse_processor_time(read_file_if_any("/proc/stat")); };
  sources.available_memory = [] {
    return parse_available_memory(read_file_if_any("/proc/meminfo"));
  };
  sources.processors = std::max(1, int(std::thread::hardware_concurrency()));
  return sources;
}

LabRoom::LabRoom(RoomSources sources)
    : sources_(std::move(sources)),
      labs_(std::min(sources_.processors, most)),
      looked_(sources_.now()),
      seen_(sources_.processor_time().value_or(ProcessorTime{})) {}

int LabRoom::labs(int running) {
  if (fixed_ > 0) return fixed_;
  if (sources_.now() - looked_ >= pace) look();
  return std::max(1, std::min(labs_, held_by_memory(running)));
}

std::chrono::milliseconds LabRoom::patience() const {
  return fixed_ > 0 ? std::chrono::seconds(1) : pace;
}

void LabRoom::look() {
  looked_ = sources_.now();
  const auto now = sources_.processor_time();
  if (!now || now->all <= seen_.all) return;
  const uint64_t all = now->all - seen_.all;
  const uint64_t busy = 100 - 100 * std::min(all, now->idle - seen_.idle) / all;
  seen_ = *now;
  const int least = std::min(sources_.processors, most);
  if (busy < rather_busy) labs_ = std::min(labs_ + 1, most);
  if (busy > too_busy) labs_ = std::max(labs_ - 1, least);
}

/// What runs has its memory already.
int LabRoom::held_by_memory(int running) const {
  const auto available = sources_.available_memory();
  return available ? running + int(std::min<uint64_t>(*available / lab_memory, most)) : most;
}

}  // namespace hopproof::run
