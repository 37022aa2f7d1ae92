#pragma once

#include "harness/elsewhere/text/cursor.hh"

#include <cstdint>
#include <optional>

namespace hopproof::elsewhere {

/// How tcpdump printed when a packet came.
enum class TimeStyle : uint8_t {
  none,   ///< -t
  clock,  ///< "20:03:54.714102", of an unknown day
  date,   ///< -tttt: "2026-12-01 20:03:54.714102"
  epoch,  ///< -tt: "1764619434.714102"
  delta,  ///< -ttt: " 00:00:00.000013" since the packet before; -ttttt: since the first
};

struct TimeStamp {
  TimeStyle style = TimeStyle::none;
  int64_t ns = 0;  ///< since the epoch, midnight, or what the delta counts from
};

/// Takes a time at the beginning of a line, and the blank behind it.
std::optional<TimeStamp> take_time_stamp(Cursor& line);

/// Makes one axis of the times of one text: midnight is passed, deltas are added up.
class TimeAxis {
 public:
  int64_t at(const TimeStamp& stamp);

 private:
  int64_t from_start(int64_t ns);

  int64_t last_ns_ = 0, day_ns_ = 0, sum_ns_ = 0;
  bool started_ = false;
  bool since_ = false;    ///< -ttt or -ttttt
  bool adds_up_ = false;  ///< a delta was smaller than the one before: -ttt
};

}  // namespace hopproof::elsewhere
