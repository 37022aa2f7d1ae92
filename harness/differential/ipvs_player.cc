#include "harness/differential/ipvs_player.hh"

#include "engine/core/settings.hh"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <poll.h>

namespace hopproof::differential {
namespace {

/// Those that scenarios change (see Generator::add_sysctls).
constexpr std::array changed{"conn_reuse_mode", "expire_nodest_conn", "expire_quiescent_template",
                             "sloppy_tcp",      "sloppy_sctp",        "nat_icmp_send",
                             "schedule_icmp",   "secure_tcp",         "snat_reroute"};

/// Milliseconds. With expire_nodest_conn the entries of a server go with it, a tick later.
constexpr int few_ticks = 50;

std::string key_of(const ConnectionRow& row) {
  return fmt::format("{} {} {} {}", row.protocol, row.client.text(), row.virtual_service.text(),
                     row.destination.text());
}

}  // namespace

IpvsPlayer::IpvsPlayer() : ipvs_(lab_.node("director").space) { ipvs_.wait_until_ready(); }

void IpvsPlayer::reset() {
  const core::Settings defaults;
  ipvs_.set_sysctl("expire_nodest_conn", "1");
  ipvs_.ipvsadm("-C");
  ::poll(nullptr, 0, few_ticks);
  if (std::exchange(other_timeouts_, false)) ipvs_.ipvsadm("--set 900 120 300");
  for (const char* name : changed) ipvs_.set_sysctl(name, fmt::format("{}", *defaults.get(name)));
  left_over_.clear();
  for (const ConnectionRow& row : ipvs_.connections()) left_over_.insert(key_of(row));
  moment_ = Clock::now();
}

/// One program for them all, unless one of them is refused.
std::vector<std::string> IpvsPlayer::set_up(const std::vector<std::string>& lines) {
  if (lines.empty() || !ipvs_.apply(lines)) return std::vector<std::string>(lines.size());
  ipvs_.ipvsadm("-C");
  return LivePlayer::set_up(lines);
}

std::string IpvsPlayer::ipvsadm(std::string_view line) {
  other_timeouts_ |= line.starts_with("--set");
  return LivePlayer::ipvsadm(line);
}

void IpvsPlayer::wait(std::chrono::milliseconds time) {
  moment_ += time;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment_ - Clock::now());
  if (left.count() > 0) ::poll(nullptr, 0, static_cast<int>(left.count()));
}

std::vector<ConnectionRow> IpvsPlayer::connections() {
  ::poll(nullptr, 0, few_ticks);
  std::vector<ConnectionRow> rows = ipvs_.connections();
  std::erase_if(rows, [&](const ConnectionRow& row) { return left_over_.contains(key_of(row)); });
  return rows;
}

std::vector<CounterRow> IpvsPlayer::counters() {
  ::poll(nullptr, 0, static_cast<int>(ipvs_.counter_lag().count()));
  return ipvs_.counters();
}

}  // namespace hopproof::differential
