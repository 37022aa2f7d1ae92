#pragma once

#include "engine/netfilter/control_client.hh"
#include "engine/netfilter/translation/real_tool.hh"
#include "harness/base/address.hh"

namespace hopproof::netfilter {

/// The programs that hopproof replaces. Each takes the words of its command and returns the
/// exit status; output goes to the standard streams. Some do not return: they become the real one.
int run_ipvsadm(ControlClient& engine, const Words& words);
int run_ipvsadm_save(ControlClient& engine, const Words& words);
int run_ipvsadm_restore(ControlClient& engine, const Words& words);
int run_sysctl(ControlClient& engine, const Words& words);
int run_modprobe(ControlClient& engine, const Words& words);
int run_iptables(ControlClient& engine, Family family, const Words& words);
int run_iptables_restore(ControlClient& engine, Family family, const Words& words);
int run_iptables_save(ControlClient& engine, const Words& words);

/// Prints an answer where it belongs and returns its code.
int print(const Answer& answer);

}  // namespace hopproof::netfilter
