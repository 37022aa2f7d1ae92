#pragma once

#include "harness/base/event_loop.hh"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace hopproof::run {

/// What /proc/stat says of all processors since the start, in its ticks.
struct ProcessorTime {
  uint64_t all = 0;
  uint64_t idle = 0;  ///< also while a disk was waited for
};

/// The first line of /proc/stat, proc_stat(5); nullopt for anything else.
std::optional<ProcessorTime> parse_processor_time(std::string_view stat);

/// MemAvailable of /proc/meminfo in MiB; nullopt where there is none.
std::optional<uint64_t> parse_available_memory(std::string_view meminfo);

/// Where the room is measured.
struct RoomSources {
  std::function<EventLoop::Clock::time_point()> now = EventLoop::Clock::now;
  std::function<std::optional<ProcessorTime>()> processor_time;
  std::function<std::optional<uint64_t>()> available_memory;  ///< MiB
  int processors = 1;

  /// This host.
  static RoomSources of_host();
};

/// How many labs have room side by side. Labs wait more than they compute, so a processor that is
/// idle has time for one more: their number grows by one as long as processors were idle for a part
/// of the last 20 ms, and shrinks when they were not. Never fewer than there are processors, never
/// more than `most`, nor than memory holds.
class LabRoom {
 public:
  static constexpr int most = 16;
  /// MiB of a lab with eight taps: their rings, and its processes.
  static constexpr uint64_t lab_memory = 100;
  static constexpr std::chrono::milliseconds pace{20};

  /// Always `fixed` labs.
  explicit LabRoom(int fixed) : fixed_(fixed) {}
  explicit LabRoom(RoomSources sources);

  /// How many may run now; `running` do. To be asked before each start.
  int labs(int running);
  /// How long to wait before asking again makes sense; a second where the answer never changes.
  std::chrono::milliseconds patience() const;

 private:
  void look();
  int held_by_memory(int running) const;

  int fixed_ = 0;  ///< 0: measured
  RoomSources sources_;
  int labs_ = 1;
  EventLoop::Clock::time_point looked_{};
  ProcessorTime seen_;
};

}  // namespace hopproof::run
