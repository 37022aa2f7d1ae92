#include "harness/differential/ipvs_player.hh"

#include "engine/core/settings.hh"

#include <array>

#include <fmt/format.h>
#include <poll.h>

namespace hopproof::differential {
namespace {

/// Those that scenarios change (see Generator::add_sysctls).
constexpr std::array changed{"conn_reuse_mode", "expire_nodest_conn", "expire_quiescent_template",
                             "sloppy_tcp",      "sloppy_sctp",        "nat_icmp_send",
                             "schedule_icmp",   "secure_tcp",         "snat_reroute"};

std::string key_of(const ConnectionRow& row) {
  return fmt::format("{} {} {} {}", row.protocol, row.client.text(), row.virtual_service.text(),
                     row.destination.text());
}

}  // namespace

IpvsPlayer::IpvsPlayer() : ipvs_(lab_.node("director").space) { ipvs_.wait_until_ready(); }

void IpvsPlayer::reset() {
  const core::Settings defaults;
  ipvs_.ipvsadm("-C");
  ipvs_.ipvsadm("--set 900 120 300");
  for (const char* name : changed) ipvs_.set_sysctl(name, fmt::format("{}", *defaults.get(name)));
  left_over_.clear();
  for (const ConnectionRow& row : ipvs_.connections()) left_over_.insert(key_of(row));
}

void IpvsPlayer::wait(std::chrono::milliseconds time) {
  ::poll(nullptr, 0, static_cast<int>(time.count()));
}

std::vector<ConnectionRow> IpvsPlayer::connections() {
  std::vector<ConnectionRow> rows = ipvs_.connections();
  std::erase_if(rows, [&](const ConnectionRow& row) { return left_over_.contains(key_of(row)); });
  return rows;
}

std::vector<CounterRow> IpvsPlayer::counters() {
  wait(ipvs_.counter_lag());
  return ipvs_.counters();
}

}  // namespace hopproof::differential
