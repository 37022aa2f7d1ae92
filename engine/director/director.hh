#pragma once

#include "harness/case/case.hh"
#include "netns/lab.hh"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::director {

/// What a command printed and how it ended.
struct CommandResult {
  int exit_code = 0;
  std::string output;
};

/// The line that a director does not take, and what it says.
struct RefusedLine {
  size_t index = 0;
  std::string output;
};

/// One row of `ipvsadm -Lnc`.
struct ConnectionRow {
  std::string protocol;  ///< TCP UDP SCTP, IP for a firewall-mark template
  int expires = 0;       ///< seconds
  std::string state;
  Endpoint client, virtual_service, destination;
};

/// Counters of one service or one of its servers, as `ipvsadm -Ln --stats --exact` prints them.
struct IpvsCounters {
  uint64_t connections = 0, in_packets = 0, out_packets = 0, in_bytes = 0, out_bytes = 0;
};

/// One server line of `-Ln --stats`, or the service's own line (server empty).
struct CounterRow {
  std::string service;  ///< "TCP 10.0.0.1:80", "FWM 1"
  std::string server;   ///< "10.0.0.2:80"; "" for the service itself
  IpvsCounters counters;
};

/// The director, whichever implementation runs it. One for each node with `ipvs`.
class Director {
 public:
  virtual ~Director() = default;

  /// "engine" or "ipvs".
  virtual std::string_view kind() const = 0;

  /// Returns when it plays its part: before that, packets pass it by. Throws HostError with what it
  /// said when it has failed.
  virtual void wait_until_ready() = 0;

  /// Returns when it has dealt with every packet that it has taken so far: it may be at work on one
  /// that no queue holds any more.
  virtual void catch_up() = 0;

  /// Runs one ipvsadm line ("-A -t ...", "-Lnc") and returns what ipvsadm would print.
  virtual CommandResult ipvsadm(std::string_view line) = 0;

  /// Runs ipvsadm lines in order; stops at the first that is refused. nullopt: all are in.
  virtual std::optional<RefusedLine> apply(const std::vector<std::string>& lines);

  /// Sets net.ipv4.vs.NAME; HostError or MissingCapability names what is unknown.
  virtual void set_sysctl(std::string_view name, std::string_view value) = 0;

  /// The value of net.ipv4.vs.NAME; nullopt where /proc/sys of the node has it.
  virtual std::optional<std::string> sysctl(std::string_view name);

  /// The iptables line as this director's node needs it: -m ipvs terms translated where the kernel
  /// has no xt_ipvs, otherwise the line itself.
  virtual std::string translate(std::string_view iptables_line, Family family) = 0;

  /// Folder to put first in PATH for commands in the director's node, so that ipvsadm, sysctl,
  /// modprobe and iptables reach this director; "" when the real ones do.
  virtual std::string command_folder() const = 0;
  /// Environment that those commands need.
  virtual std::vector<std::pair<std::string, std::string>> command_environment() const = 0;

  /// Advances its clock by so much. False: it uses the kernel's clock, and time must pass.
  virtual bool advance(std::chrono::milliseconds) { return false; }

  /// Ends it and waits for its end.
  virtual void stop() = 0;

  virtual std::vector<ConnectionRow> connections();
  std::vector<CounterRow> counters();
  /// How old counters may be: who asks what a step has moved waits that long first.
  virtual std::chrono::milliseconds counter_lag() const { return std::chrono::milliseconds(0); }
};

/// Parsers of ipvsadm's own views, for both directors; rows they do not understand are left out.
std::vector<ConnectionRow> parse_connections(std::string_view ipvsadm_lnc);
std::vector<CounterRow> parse_counters(std::string_view ipvsadm_ln_stats);

}  // namespace hopproof::director
