#include "harness/base/error.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/differential/case_text.hh"
#include "harness/differential/core_player.hh"
#include "harness/differential/coverage.hh"
#include "harness/differential/generator.hh"
#include "harness/differential/live_player.hh"
#include "harness/differential/pacer.hh"
#include "harness/differential/remote_player.hh"
#include "harness/differential/shrink.hh"
#include "vm/vm_player.hh"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>

namespace hopproof {
namespace {

using namespace differential;

struct Options {
  std::string left = "core", right = "engine", serve;
  uint64_t seed = 0;
  uint32_t first = 0, count = 200, seconds = 0;
  bool coverage = false;
  vm::VmOptions machine;
};

/// "core", "engine", "ipvs", "vm-engine", or a command that serves scenarios.
std::unique_ptr<Player> make_player(const std::string& name, const vm::VmOptions& machine) {
  if (name == "core") return std::make_unique<CorePlayer>();
  if (name == "engine") return std::make_unique<EnginePlayer>();
  if (name == "ipvs") return std::make_unique<vm::VmPlayer>(machine, "ipvs");
  if (name == "vm-engine") return std::make_unique<vm::VmPlayer>(machine, "engine");
  return std::make_unique<RemotePlayer>(name);
}

class Differ {
 public:
  explicit Differ(const Options& options)
      : options_(options),
        left_(make_player(options.left, options.machine)),
        right_(make_player(options.right, options.machine)) {
    if (!time_passes()) return;
    for (const Player* judge : {left_.get(), right_.get()})
      if (const auto* ipvs = dynamic_cast<const vm::VmPlayer*>(judge)) follow(ipvs->kernel());
  }

  int run() {
    const auto begin = Clock::now();
    int differences = 0;
    uint32_t made = 0;
    while (made < options_.count && differences < most_told && !is_late(begin)) {
      const uint32_t index = options_.first + made++;
      const Scenario scenario = make(index);
      note(scenario);
      if (!difference(scenario)) continue;
      tell(index, scenario);
      ++differences;
    }
    const std::chrono::duration<double> took = Clock::now() - begin;
    fmt::print("seed {}: {} scenarios on {} and {}, {} differ, {:.1f} s, {} ms each on {}\n",
               options_.seed, made, options_.left, options_.right, differences, took.count(),
               spent_ / std::chrono::milliseconds(std::max(played_, 1)), options_.right);
    if (options_.coverage) tell_coverage();
    return differences == 0 ? kPassed : kFailed;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr int most_told = 5;

  bool is_late(Clock::time_point begin) const {
    return options_.seconds != 0 && Clock::now() - begin > std::chrono::seconds(options_.seconds);
  }
  bool time_passes() const { return options_.left == "ipvs" || options_.right == "ipvs"; }

  void follow(const std::string& kernel) {
    pacer_.be_like(kernel);
    for (Player* player : {left_.get(), right_.get()})
      if (auto* core = dynamic_cast<CorePlayer*>(player)) core->be_like(kernel);
  }

  Scenario make(uint32_t index) {
    return time_passes() ? pacer_.pace(generate(options_.seed, index, short_wait))
                         : generate(options_.seed, index);
  }

  void note(const Scenario& scenario) {
    if (!options_.coverage) return;
    coverage_.add(scenario);
    watched_.play(scenario);
  }

  void tell_coverage() const {
    for (const auto& [name, count] : coverage_.counts()) fmt::print("{:6}  {}\n", count, name);
    for (const auto& [name, count] : watched_.transitions()) fmt::print("{:6}  {}\n", count, name);
  }

  std::optional<Difference> difference(const Scenario& scenario) {
    const auto left = left_->play(scenario);
    const auto begin = Clock::now();
    const auto right = right_->play(scenario);
    spent_ += Clock::now() - begin, ++played_;
    return compare(left, right, time_passes() ? Timers::late : Timers::exact);
  }

  void tell(uint32_t index, const Scenario& scenario) {
    const auto paced = [&](const Scenario& s) { return time_passes() ? pacer_.pace(s) : s; };
    const Scenario small = paced(
        shrink(scenario, [&](const Scenario& s) { return difference(paced(s)).has_value(); }));
    const auto what =
        difference(small).value_or(Difference{"a step that does not fail again", "", ""});
    fmt::print("# --seed {} --first {} --count 1\n{}\n", options_.seed, index,
               case_text(small, what, options_.left, options_.right));
    std::fflush(stdout);
  }

  Options options_;
  std::unique_ptr<Player> left_, right_;
  Clock::duration spent_{};  ///< by the player on the right
  int played_ = 0;
  Pacer pacer_;
  Coverage coverage_;
  CorePlayer watched_;  ///< for the changes of state
};

int differ(const Options& options) {
  if (options.serve.empty()) return Differ(options).run();
  serve(*make_player(options.serve, options.machine));
  return kPassed;
}

}  // namespace

void add_differ_command(CLI::App& app, int& status) {
  auto* command = app.add_subcommand(
      "differ", "plays made-up scenarios on two directors and shows where they differ");
  auto options = std::make_shared<Options>();
  command
      ->add_option("--left", options->left,
                   "core, engine (of this host), ipvs or vm-engine (in the virtual machine), or a "
                   "command that serves scenarios")
      ->capture_default_str();
  command->add_option("--right", options->right, "the other one")->capture_default_str();
  command->add_option("--kernel", options->machine.kernel,
                      "of the virtual machine: 6.1, 6.12, ...");
  command->add_option("--seed", options->seed, "which scenarios")->capture_default_str();
  command->add_option("--first", options->first, "number of the first one")->capture_default_str();
  command->add_option("--count", options->count, "how many")->capture_default_str();
  command->add_option("--seconds", options->seconds, "start no more after so long; 0: all of them")
      ->capture_default_str();
  command->add_flag("--coverage", options->coverage, "also count what they had in them");
  command->add_option("--serve", options->serve,
                      "play scenarios from standard input on core or engine, and write outcomes");
  command->callback([&status, options] { status = differ(*options); });
}

}  // namespace hopproof
