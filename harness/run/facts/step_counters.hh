#pragma once

#include "harness/case/case.hh"
#include "harness/run/directors.hh"
#include "harness/run/facts/firewalls.hh"

#include <cstdint>
#include <map>
#include <string>

namespace hopproof::run {

/// Every counter that a step's expectations name, and those of all iptables rules, now: by path
/// ("director.nstat.IpInAddrErrors", "director.ipvs.to-rs1.OutPkts", "director.iptables.log").
std::map<std::string, uint64_t> read_counters(netns::Lab& lab, Directors& directors,
                                              const Firewalls& firewalls, const Step& step);

/// Whether the step claims counters of an ipvs item: those may be old (Director::counter_lag).
bool asks_ipvs_counters(const Step& step);

}  // namespace hopproof::run
