#pragma once

#include "harness/case/case.hh"
#include "harness/probe/client.hh"
#include "harness/probe/crafted_packet.hh"
#include "harness/probe/lab_activity.hh"
#include "harness/probe/quiet.hh"
#include "harness/probe/shell_command.hh"
#include "harness/trace/exchange.hh"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hopproof::probe {

/// Commands that run beside a probe, one after another.
class Beside {
 public:
  Beside(EventLoop& loop, BackgroundProcesses& background, PlaceOfNode place,
         const Meanwhile& meanwhile, std::function<bool()> begun)
      : loop_(loop),
        background_(background),
        place_(std::move(place)),
        begun_(std::move(begun)),
        after_(meanwhile.after) {
    for (const NodeCommand& command : meanwhile.commands)
      for (const std::string& line : command.lines) lines_.emplace_back(command.node, line);
  }

  /// Starts what is due, when so many connections have ended. Throws HostError with the output of a
  /// command that fails.
  void advance(int connections_ended);
  /// Runs what is left to its end.
  void finish();

 private:
  EventLoop& loop_;
  BackgroundProcesses& background_;
  PlaceOfNode place_;
  std::function<bool()> begun_;  ///< the probe's first packet is on its way
  int after_;
  std::vector<std::pair<std::string, std::string>> lines_;  ///< node and shell line
  size_t next_ = 0;
  std::unique_ptr<ShellCommand> running_;
};

/// What probes work with. All of it outlives the runner.
struct ProbeTools {
  EventLoop& loop;
  QuietWatch& quiet;
  LabActivity& activity;
  HeldConnections& held;
  BackgroundProcesses& background;
  PlaceOfNode place;
  Beside* beside = nullptr;  ///< null: nothing happens meanwhile
};

/// Performs one probe, from its first packet to the end of its step: when run() returns, every
/// connection is closed, held, or given up, and nothing is on its way but resends.
class ProbeRunner {
 public:
  explicit ProbeRunner(ProbeTools tools) : tools_(std::move(tools)) {}

  /// `resolve` is for `send`: it is asked with the sending node first. One Exchange for each
  /// connection, in the order in which they were started; one for a program. What the wire said
  /// about a program that failed is left to the trace: its outcome here is `failed`.
  std::vector<trace::Exchange> run(const Probe& probe, const AddressResolver& resolve);

 private:
  struct Batch;
  std::vector<trace::Exchange> connect(const Probe& probe, const std::string& from);
  void start_next(const Probe& probe, const std::string& from, Batch& batch);
  void collect(const Probe& probe, Batch& batch);
  void advance_beside();
  void await(const Probe& probe, const std::vector<Client*>& clients, bool any);
  void end(const Probe& probe, std::unique_ptr<Client> client);
  std::vector<trace::Exchange> ask_again(const Probe& probe, const std::string& connection);
  trace::Exchange send(const Probe& probe, const SendProbe& sent, const std::string& from,
                       const AddressResolver& resolve);
  trace::Exchange run_program(const Probe& probe, const RunProbe& run, const std::string& from);
  bool program_is_over(const Probe& probe) const;
  void end_silently(const std::string& from, ShellCommand& program, trace::Exchange& exchange);
  bool resends_made(const Probe& probe) const;

  ProbeTools tools_;
  int ended_ = 0;  ///< connections
};

}  // namespace hopproof::probe
