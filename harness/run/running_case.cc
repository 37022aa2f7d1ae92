#include "harness/run/running_case.hh"

#include "harness/run/aging.hh"
#include "harness/run/facts/step_counters.hh"
#include "harness/run/program_exchanges.hh"
#include "harness/run/send_names.hh"
#include "netns/netlink/links.hh"

#include <optional>
#include <set>

#include <linux/netlink.h>

namespace hopproof::run {

RunningCase::RunningCase(EventLoop& loop, netns::Lab& lab, Directors& directors,
                         const Firewalls& firewalls, capture::Capture& capture,
                         capture::PcapngWriter& pcapng)
    : loop_(loop),
      lab_(lab),
      directors_(directors),
      firewalls_(firewalls),
      capture_(capture),
      pcapng_(pcapng),
      activity_(lab),
      quiet_(loop, activity_.sources([&capture] { return capture.seen(); },
                                     [&directors] { directors.catch_up(); })),
      facts_(lab, directors, firewalls) {}

verdict::StepRecord RunningCase::perform(const Step& step, const verdict::Bindings& bindings) {
  verdict::StepRecord record;
  record.step = &step;
  record.number = ++steps_;
  settle_counters(step);
  record.before = read_counters(lab_, directors_, firewalls_, step);
  record.chosen_before = chosen_;
  frames_.clear();
  if (std::holds_alternative<Probe>(step.action)) facts_.begin_step();
  activity_.begin_step();
  act(record, bindings);
  take_sightings(record);
  learn_macs(step);
  ask_for_facts(record, bindings);
  chosen_ = record.chosen;
  return record;
}

void RunningCase::perform_again(verdict::StepRecord& record) {
  command(std::get<NodeCommand>(record.step->action), record);
  take_sightings(record);
}

/// A command may give an interface another MAC address: frames are told apart by them.
void RunningCase::learn_macs(const Step& step) {
  std::set<std::string> nodes;
  if (const auto* command = std::get_if<NodeCommand>(&step.action)) nodes.insert(command->node);
  if (step.meanwhile)
    for (const NodeCommand& command : step.meanwhile->commands) nodes.insert(command.node);
  for (const std::string& node : nodes) {
    netlink::Socket socket(lab_.node(node).space, NETLINK_ROUTE);
    for (const netlink::Link& link : netlink::list_links(socket))
      capture_.set_mac(node, link.name, link.mac);
  }
}

void RunningCase::act(verdict::StepRecord& record, const verdict::Bindings& bindings) {
  const auto& action = record.step->action;
  if (const auto* p = std::get_if<Probe>(&action)) probe(*p, record, bindings);
  if (const auto* c = std::get_if<NodeCommand>(&action)) command(*c, record);
  if (const auto* w = std::get_if<Wait>(&action)) wait(*w);
}

void RunningCase::probe(const Probe& probe, verdict::StepRecord& record,
                        const verdict::Bindings& bindings) {
  const auto place_of = [this](const std::string& node) { return place(node); };
  std::optional<probe::Beside> beside;
  if (record.step->meanwhile)
    beside.emplace(loop_, background_, place_of, *record.step->meanwhile,
                   [this, before = capture_.seen()] { return capture_.seen() > before; });
  probe::ProbeRunner runner(
      {loop_, quiet_, activity_, held_, background_, place_of, beside ? &*beside : nullptr});
  record.exchanges = runner.run(probe, send_names(lab_, probe, bindings));
}

void RunningCase::command(const NodeCommand& command, verdict::StepRecord& record) {
  probe::CommandRunner runner(loop_, quiet_, background_,
                              [this](const std::string& node) { return place(node); });
  const netns::Finished finished = runner.run(command);
  record.output = finished.output;
  record.exit_code = finished.status.code;
}

/// A long wait costs nothing where only what IPVS remembers grows older by it.
void RunningCase::wait(const Wait& wait) {
  constexpr std::chrono::minutes is_long{1};
  const bool may_skip = wait.duration > is_long && only_ipvs_ages(lab_.deployment());
  if (may_skip && directors_.advance(wait.duration)) return;
  loop_.run_until([] { return false; }, EventLoop::Clock::now() + wait.duration);
}

void RunningCase::settle_counters(const Step& step) {
  const auto lag = directors_.counter_lag();
  if (lag.count() == 0 || !asks_ipvs_counters(step)) return;
  loop_.run_until([] { return false; }, EventLoop::Clock::now() + lag);
  const std::vector<trace::Frame> strays =
      capture_.settle();  // resends meanwhile belong to no step
  unwritten_.insert(unwritten_.end(), strays.begin(), strays.end());
}

void RunningCase::take_sightings(verdict::StepRecord& record) {
  const std::vector<trace::Frame> taken = capture_.settle();
  frames_.insert(frames_.end(), taken.begin(), taken.end());
  unwritten_.insert(unwritten_.end(), taken.begin(), taken.end());
  if (first_frame_ns_ == 0 && !frames_.empty()) first_frame_ns_ = frames_.front().time_ns;
  record.base_ns = first_frame_ns_;
  record.trace = trace::build_trace(capture_.taps(), frames_);
  settle_counters(*record.step);
  record.after = read_counters(lab_, directors_, firewalls_, *record.step);
  record.chosen = directors_.connections();
  const auto* probe = std::get_if<Probe>(&record.step->action);
  if (probe == nullptr || !probe->as<RunProbe>()) return;
  std::vector<trace::Exchange> connections;
  for (const trace::Exchange& program : record.exchanges) {
    record.output += program.answer;
    record.exit_code = program.exit_code;
    for (trace::Exchange& one : program_exchanges(lab_.deployment(), record.trace, program))
      connections.push_back(std::move(one));
  }
  record.exchanges = std::move(connections);
}

/// Only where something is to be explained: a passing step asks nothing.
void RunningCase::ask_for_facts(verdict::StepRecord& record, const verdict::Bindings& bindings) {
  if (const auto* command = std::get_if<NodeCommand>(&record.step->action)) {
    for (const std::string& line : command->lines) {
      pool_may_have_changed_ |= line.find("ipvsadm -") != std::string::npos &&
                                line.find("ipvsadm -L") == std::string::npos;
    }
  }
  const verdict::Inquiry inquiry =
      verdict::inquiry_about(lab_.deployment(), record, bindings, pool_may_have_changed_);
  if (inquiry.needed) record.facts = facts_.read(record, inquiry);
}

void RunningCase::write_frames(const std::map<int, std::string>& comments) {
  pcapng_.write(unwritten_, comments);
  unwritten_.clear();
}

probe::CommandPlace RunningCase::place(const std::string& node) {
  netns::LabNode& lab_node = lab_.node(node);
  probe::CommandPlace place{node, &lab_node.space, lab_node.folder, "", {}};
  if (director::Director* director = directors_.find(node)) {
    place.path_prefix = director->command_folder();
    place.environment = director->command_environment();
  }
  return place;
}

}  // namespace hopproof::run
