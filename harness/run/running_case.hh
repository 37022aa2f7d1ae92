#pragma once

#include "harness/capture/capture.hh"
#include "harness/capture/pcapng.hh"
#include "harness/case/case.hh"
#include "harness/probe/client.hh"
#include "harness/probe/lab_activity.hh"
#include "harness/probe/probe_runner.hh"
#include "harness/probe/shell_command.hh"
#include "harness/run/directors.hh"
#include "harness/run/facts/fact_reader.hh"
#include "harness/run/facts/firewalls.hh"
#include "harness/verdict/judge.hh"
#include "netns/lab.hh"

namespace hopproof::run {

/// Performs the steps of a case in its lab and records what happened in each.
class RunningCase {
 public:
  RunningCase(EventLoop& loop, netns::Lab& lab, Directors& directors, const Firewalls& firewalls,
              capture::Capture& capture, capture::PcapngWriter& pcapng);

  /// Performs the next step; its packets, counters and connections are in the record.
  verdict::StepRecord perform(const Step& step, const verdict::Bindings& bindings);
  /// Performs a command step once more (`within`); the record then holds the packets of all turns.
  void perform_again(verdict::StepRecord& record);

  /// Writes the step's frames into the capture file, with comments by frame number.
  void write_frames(const std::map<int, std::string>& comments);

  probe::CommandPlace place(const std::string& node);

 private:
  void act(verdict::StepRecord& record, const verdict::Bindings& bindings);
  void probe(const Probe& probe, verdict::StepRecord& record, const verdict::Bindings& bindings);
  void command(const NodeCommand& command, verdict::StepRecord& record);
  void wait(const Wait& wait);
  /// Waits until the directors' counters are up to date, if the step claims any.
  void learn_macs(const Step& step);
  void settle_counters(const Step& step);
  void take_sightings(verdict::StepRecord& record);
  void ask_for_facts(verdict::StepRecord& record, const verdict::Bindings& bindings);

  EventLoop& loop_;
  netns::Lab& lab_;
  Directors& directors_;
  const Firewalls& firewalls_;
  capture::Capture& capture_;
  capture::PcapngWriter& pcapng_;
  probe::LabActivity activity_;
  probe::QuietWatch quiet_;
  probe::HeldConnections held_;
  probe::BackgroundProcesses background_;
  FactReader facts_;
  bool pool_may_have_changed_ = false;
  std::vector<verdict::ChosenServer> chosen_;  ///< of the step before
  int steps_ = 0;
  int64_t first_frame_ns_ = 0;
  std::vector<trace::Frame> frames_;     ///< of the step at hand
  std::vector<trace::Frame> unwritten_;  ///< in the order of their numbers
};

}  // namespace hopproof::run
