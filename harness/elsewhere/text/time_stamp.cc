#include "harness/elsewhere/text/time_stamp.hh"

#include <chrono>

namespace hopproof::elsewhere {
namespace {

constexpr int64_t second = 1'000'000'000, minute = 60 * second, hour = 60 * minute;
constexpr int64_t day = 24 * hour;

/// ".714102" as nanoseconds.
std::optional<int64_t> take_fraction(Cursor& line) {
  if (!line.take(".")) return std::nullopt;
  int64_t ns = 0, unit = second / 10;
  size_t digits = 0;
  while (!line.empty() && line.rest()[0] >= '0' && line.rest()[0] <= '9' && digits < 9) {
    ns += (line.rest()[0] - '0') * unit;
    unit /= 10;
    ++digits;
    line.take(line.rest().substr(0, 1));
  }
  return digits >= 3 ? std::optional(ns) : std::nullopt;
}

std::optional<int64_t> take_clock(Cursor& line) {
  const auto hours = line.take_number<uint32_t>();
  if (!hours || *hours > 999 || !line.take(":")) return std::nullopt;
  const auto minutes = line.take_number<uint32_t>();
  if (!minutes || *minutes > 59 || !line.take(":")) return std::nullopt;
  const auto seconds = line.take_number<uint32_t>();
  if (!seconds || *seconds > 60) return std::nullopt;
  const auto fraction = take_fraction(line);
  if (!fraction) return std::nullopt;
  return *hours * hour + *minutes * minute + *seconds * second + *fraction;
}

/// "2026-12-01 ": the days since the epoch.
std::optional<int64_t> take_date(Cursor& line) {
  using namespace std::chrono;
  const auto years = line.take_number<uint16_t>();
  if (!years || *years < 1970 || *years > 2200 || !line.take("-")) return std::nullopt;
  const auto months = line.take_number<uint8_t>();
  if (!months || !line.take("-")) return std::nullopt;
  const auto days = line.take_number<uint8_t>();
  if (!days || !line.take(" ")) return std::nullopt;
  const year_month_day date{year(*years), month(*months), std::chrono::day(*days)};
  if (!date.ok()) return std::nullopt;
  return sys_days(date).time_since_epoch().count();
}

std::optional<TimeStamp> take_epoch(Cursor& line) {
  const auto seconds = line.take_number<uint32_t>();
  if (!seconds || *seconds < 100'000'000) return std::nullopt;
  const auto fraction = take_fraction(line);
  if (!fraction) return std::nullopt;
  return TimeStamp{TimeStyle::epoch, *seconds * second + *fraction};
}

std::optional<TimeStamp> take_date_and_clock(Cursor& line) {
  const auto days = take_date(line);
  if (!days) return std::nullopt;
  const auto clock = take_clock(line);
  if (!clock) return std::nullopt;
  return TimeStamp{TimeStyle::date, *days * day + *clock};
}

std::optional<TimeStamp> take_bare_clock(Cursor& line) {
  const bool since = line.take(" ");
  const auto clock = take_clock(line);
  if (!clock) return std::nullopt;
  return TimeStamp{since ? TimeStyle::delta : TimeStyle::clock, *clock};
}

}  // namespace

std::optional<TimeStamp> take_time_stamp(Cursor& line) {
  for (const auto take : {take_bare_clock, take_date_and_clock, take_epoch}) {
    Cursor ahead = line;
    const auto stamp = take(ahead);
    if (!stamp || !ahead.take(" ")) continue;
    line = ahead;
    return stamp;
  }
  return std::nullopt;
}

int64_t TimeAxis::at(const TimeStamp& stamp) {
  // What counts from a packet begins with 0: else the blank in front was put there by a paste.
  if (!started_) since_ = stamp.style == TimeStyle::delta && stamp.ns == 0;
  if (since_ && stamp.style == TimeStyle::delta) return from_start(stamp.ns);
  const bool clock = stamp.style == TimeStyle::clock || stamp.style == TimeStyle::delta;
  if (clock && started_ && stamp.ns + day_ns_ < last_ns_ - day / 2) day_ns_ += day;
  started_ = true;
  last_ns_ = clock ? stamp.ns + day_ns_ : stamp.ns;
  return last_ns_;
}

/// Both kinds look alike; what counts from the first packet never becomes less.
int64_t TimeAxis::from_start(int64_t ns) {
  if (started_ && ns < last_ns_ && !adds_up_) {
    adds_up_ = true;
    sum_ns_ = last_ns_;
  }
  started_ = true;
  last_ns_ = ns;
  if (!adds_up_) return ns;
  return sum_ns_ += ns;
}

}  // namespace hopproof::elsewhere
