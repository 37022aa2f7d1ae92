#include "harness/differential/ipvs_player.hh"

#include "engine/core/settings.hh"
#include "harness/differential/scenario_sysctls.hh"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <poll.h>

namespace hopproof::differential {
namespace {

/// Milliseconds. With expire_nodest_conn the entries of a server go with it, by a work queue that
/// is asked a tick later.
constexpr int few_ticks = 50;
/// An entry that another one replaces is counted by its server until the next tick.
constexpr int two_ticks = 8;

IpvsadmCommand clear() {
  IpvsadmCommand command;
  command.verb = IpvsadmCommand::Verb::clear;
  return command;
}

IpvsadmCommand usual_timeouts() {
  IpvsadmCommand command;
  command.verb = IpvsadmCommand::Verb::set_timeouts;
  std::ranges::copy(std::array{900u, 120u, 300u}, command.timeouts);
  return command;
}

bool takes_servers_away(const IpvsadmCommand& command) {
  using Verb = IpvsadmCommand::Verb;
  return command.verb == Verb::delete_server || command.verb == Verb::delete_service ||
         command.verb == Verb::clear;
}

std::string key_of(const director::ConnectionRow& row) {
  return fmt::format("{} {} {} {}", row.protocol, row.client.text(), row.virtual_service.text(),
                     row.destination.text());
}

}  // namespace

IpvsPlayer::IpvsPlayer()
    : ipvs_(lab_.node("director").space), netlink_(lab_.node("director").space) {}

void IpvsPlayer::reset() {
  const core::Settings defaults;
  ipvs_.set_sysctl("expire_nodest_conn", "1");
  netlink_.apply(clear());
  ::poll(nullptr, 0, few_ticks);
  if (std::exchange(other_timeouts_, false)) netlink_.apply(usual_timeouts());
  const auto take_back = [&](std::string_view line) {
    const std::string name(line.substr(0, line.find(' ')));
    ipvs_.set_sysctl(name, fmt::format("{}", *defaults.get(name)));
  };
  std::ranges::for_each(scenario_sysctls, take_back);
  std::ranges::for_each(drop_packet_sysctls, take_back);
  take_back(drop_entry_sysctl);
  left_over_.clear();
  for (const director::ConnectionRow& row : ipvs_.connections()) left_over_.insert(key_of(row));
  moment_ = Clock::now();
}

std::string IpvsPlayer::ipvsadm(std::string_view line) {
  other_timeouts_ |= line.starts_with("--set");
  const auto parsed = parse_ipvsadm(line);
  const auto* command = std::get_if<IpvsadmCommand>(&parsed);
  if (command == nullptr || netlink_.apply(*command) != 0) return "refused";
  ::poll(nullptr, 0, takes_servers_away(*command) ? few_ticks : two_ticks);
  return "";
}

void IpvsPlayer::let_timers_fire() { ::poll(nullptr, 0, two_ticks); }

void IpvsPlayer::wait(std::chrono::milliseconds time) {
  constexpr std::chrono::seconds is_long{10}, enough_to_begin_again{6};
  moment_ += time;
  if (time > is_long) wait_without_estimation(moment_ - enough_to_begin_again);
  wait_until(moment_);
}

/// A thread adds up counters every 40 ms: where idle time costs nothing that is most of a wait.
void IpvsPlayer::wait_without_estimation(Clock::time_point moment) {
  constexpr const char* estimation = "run_estimation";
  if (!ipvs_.sysctl(estimation)) return;  // an older kernel
  ipvs_.set_sysctl(estimation, "0");
  wait_until(moment);
  ipvs_.set_sysctl(estimation, "1");
}

void IpvsPlayer::wait_until(Clock::time_point moment) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment - Clock::now());
  if (left.count() > 0) ::poll(nullptr, 0, static_cast<int>(left.count()));
}

std::vector<director::ConnectionRow> IpvsPlayer::connections() {
  ::poll(nullptr, 0, few_ticks);
  std::vector<director::ConnectionRow> rows = ipvs_.connections();
  std::erase_if(
      rows, [&](const director::ConnectionRow& row) { return left_over_.contains(key_of(row)); });
  return rows;
}

std::vector<director::CounterRow> IpvsPlayer::counters() {
  ::poll(nullptr, 0, static_cast<int>(ipvs_.counter_lag().count()));
  return netlink_.counters();
}

}  // namespace hopproof::differential
