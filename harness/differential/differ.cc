#include "harness/differential/differ.hh"

#include "harness/differential/case_text.hh"
#include "harness/differential/generator.hh"
#include "harness/differential/shrink.hh"
#include "harness/differential/state_changes.hh"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

constexpr int most_told = 5;
constexpr std::chrono::seconds shrinking_takes{30};

void note_ipvsadm(const std::string& line, std::set<std::string>& seen) {
  std::istringstream words(line);
  std::string verb, word;
  words >> verb;
  seen.insert("ipvsadm " + verb);
  while (words >> word) {
    if (word == "-s" && words >> word) seen.insert("scheduler " + word);
    if (word == "-b" && words >> word) seen.insert("flags " + word);
    if (word == "-f" || word == "-p" || word == "-M" || word == "-o" || word == "-x" ||
        word == "-y")
      seen.insert("option " + word);
  }
}

void note_packet(const Stimulus& s, std::set<std::string>& seen) {
  const bool error =
      s.kind == Stimulus::Kind::error_to_client || s.kind == Stimulus::Kind::error_to_server;
  seen.insert("protocol " + s.protocol);
  if (!error) return;
  const char* family = s.client.address.is_v4() ? "ICMP" : "ICMPv6";
  const char* to = s.kind == Stimulus::Kind::error_to_client ? "to client" : "to server";
  seen.insert(fmt::format("{} {} {}", family, s.type, to));
}

}  // namespace

void Coverage::add(const Scenario& scenario) {
  std::set<std::string> seen;
  for (const Step& step : scenario) {
    if (step.kind == Step::Kind::ipvsadm) note_ipvsadm(step.line, seen);
    if (step.kind == Step::Kind::sysctl) seen.insert("sysctl " + step.line);
    if (step.kind == Step::Kind::packet) note_packet(step.packet, seen);
  }
  for (const std::string& name : seen) ++counts_[name];
}

Differ::Differ(DifferPlan plan, Contestant left, Contestant right)
    : plan_(plan), left_(std::move(left)), right_(std::move(right)) {
  for (const Player* judge : {&left_.player, &right_.player})
    if (const std::string kernel = judge->kernel(); !kernel.empty()) kernel_ = kernel;
  if (kernel_.empty()) return;
  for (Player* player : {&left_.player, &right_.player, static_cast<Player*>(&pacer_)})
    player->be_like(kernel_);
}

bool Differ::run() {
  const auto begin = Clock::now();
  while (!is_over(begin)) {
    const uint32_t index = plan_.first + made_ + left_out_;
    const auto scenario = make(index);
    ++(scenario ? made_ : left_out_);
    if (!scenario) continue;
    if (plan_.coverage) count_in(*scenario);
    if (const auto found = difference(*scenario)) print_difference(index, *scenario, *found);
  }
  tell_sum(Clock::now() - begin);
  return differences_ == 0;
}

bool Differ::is_over(Clock::time_point begin) const {
  const bool late =
      plan_.seconds != 0 && Clock::now() - begin > std::chrono::seconds(plan_.seconds);
  return late || made_ == plan_.count || differences_ == most_told;
}

std::optional<Scenario> Differ::make(uint32_t index) {
  const auto players = kernel_.empty() ? Players::simulated : Players::kernel;
  return paced(generate(plan_.seed, index, players));
}

std::optional<Scenario> Differ::paced(const Scenario& scenario) {
  return kernel_.empty() ? scenario : pacer_.pace(scenario);
}

void Differ::count_in(const Scenario& scenario) {
  coverage_.add(scenario);
  watched_.play(scenario);
}

std::optional<Difference> Differ::difference(const Scenario& scenario) {
  const Outcome left = left_.player.play(scenario);
  const auto begin = Clock::now();
  const Outcome right = right_.player.play(scenario);
  spent_ += Clock::now() - begin, ++played_;
  return compare(left, right, kernel_.empty() ? Lateness() : pacer_.lateness(scenario));
}

/// First as it is: making it smaller takes a while, and a difference that does not come again
/// would otherwise be lost.
void Differ::print_difference(uint32_t index, const Scenario& scenario, const Difference& found) {
  ++differences_;
  fmt::print("# --seed {} --first {} --count 1\n# in {}\n# {}: {}\n# {}: {}\n", plan_.seed, index,
             found.step, left_.name, found.left, right_.name, found.right);
  std::fflush(stdout);
  const Scenario small = smaller(scenario);
  const auto what = difference(small);
  fmt::print("{}\n", what ? case_text(small, *what, left_.name, right_.name)
                          : "# The difference did not occur again.\n");
  std::fflush(stdout);
}

Scenario Differ::smaller(const Scenario& scenario) {
  const auto end = Clock::now() + shrinking_takes;
  const auto differs = [&](const Scenario& candidate) {
    if (Clock::now() > end) return false;
    const auto fit = paced(candidate);
    return fit && difference(*fit);
  };
  return paced(shrink(scenario, differs)).value_or(scenario);
}

void Differ::tell_sum(Clock::duration took) const {
  const std::chrono::duration<double> seconds = took;
  fmt::print("seed {}: {} scenarios on {} and {}, {} differ, {:.1f} s, {} ms each on {}\n",
             plan_.seed, made_, left_.name, right_.name, differences_, seconds.count(),
             spent_ / std::chrono::milliseconds(std::max(played_, 1)), right_.name);
  if (left_out_ != 0)
    fmt::print("{} left out: which of two timers fires first decides the outcome\n", left_out_);
  if (!plan_.coverage) return;
  for (const auto& [name, count] : coverage_.counts()) fmt::print("{:6}  {}\n", count, name);
  tell_changes_of_state();
}

/// Those that a table has, seen or not. What else looks like one is an entry that took the place of
/// another between two packets.
void Differ::tell_changes_of_state() const {
  std::map<std::string, int> changes;
  for (const std::string& name : names_of_state_changes()) changes[name] = 0;
  int others = 0;
  for (const auto& [name, count] : watched_.transitions()) {
    const auto known = changes.find(name);
    const bool opens = name.find(" new > ") != std::string::npos;
    if (known != changes.end() || opens)
      changes[name] = count;
    else
      others += count;
  }
  for (const auto& [name, count] : changes) fmt::print("{:6}  {}\n", count, name);
  fmt::print("{:6}  entries that replaced another\n", others);
}

}  // namespace hopproof::differential
