#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/base/sinks.hh"
#include "harness/base/write_all.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/import/collect_script.hh"
#include "harness/import/import.hh"
#include "harness/import/transplant.hh"
#include "harness/run/case_files.hh"
#include "harness/run/case_ids.hh"
#include "harness/run/conductor.hh"
#include "harness/run/lab_queue.hh"
#include "harness/run/run_folder.hh"
#include "harness/run/running_case.hh"
#include "harness/run/signals.hh"
#include "netns/isolation.hh"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

constexpr const char* roundtrip_footer =
    R"(For each case: its lab is built, the script of `hopproof collect` runs in every node, `hopproof import` makes a case
of what it printed, and the steps of the original run in both. Verdict, outcomes, findings and tuples have to be the
same. Example: hopproof roundtrip cases/one-arm --jobs 2)";

/// Before what a lab says that collected nothing; names of nodes begin with neither.
constexpr char skipped_mark = '?', error_mark = '!';

struct RoundtripOptions {
  std::vector<std::string> cases;
  int jobs = 1;
  std::string keep;  ///< folder for what was collected and imported; "": none
};

/// What the script prints in a node of the lab.
netns::ChildSpec collector(const probe::CommandPlace& place) {
  const char* path = std::getenv("PATH");
  netns::ChildSpec spec;
  spec.words = {"sh", "-s"};
  spec.space = place.space;
  spec.folder = place.folder;
  spec.environment = place.environment;
  spec.input = imports::collect_script(std::nullopt);
  if (!place.path_prefix.empty())
    spec.environment.emplace_back(
        "PATH", fmt::format("{}:{}", place.path_prefix, path ? path : "/usr/sbin:/usr/bin"));
  return spec;
}

/// "NODE BYTES\n" and so many bytes, for each node: what parse_collected() reads.
std::string collect_all(const Case& deployment, run::RunningCase& running) {
  std::vector<std::unique_ptr<netns::Child>> children;
  for (const Node& node : deployment.nodes)
    children.push_back(std::make_unique<netns::Child>(collector(running.place(node.name))));
  std::string all;
  for (size_t i = 0; i < children.size(); ++i) {
    children[i]->wait();
    const std::string text = children[i]->output();
    all += fmt::format("{} {}\n{}", deployment.nodes[i].name, text.size(), text);
  }
  return all;
}

std::vector<imports::Source> parse_collected(std::string_view all) {
  std::vector<imports::Source> sources;
  while (!all.empty()) {
    const size_t end = all.find('\n'), blank = all.find(' ');
    if (end == std::string_view::npos || blank > end) throw HostError("collect was cut short");
    const auto size = parse_number(all.substr(blank + 1, end - blank - 1), all.size());
    if (!size || end + 1 + *size > all.size()) throw HostError("collect was cut short");
    const std::string node(all.substr(0, blank));
    sources.push_back({node + ".txt", node, std::string(all.substr(end + 1, *size))});
    all.remove_prefix(end + 1 + *size);
  }
  return sources;
}

/// Starts the lab of a case, without its steps, and the script in all its nodes.
std::unique_ptr<netns::IsolatedProcess> start_collecting(const Case& original) {
  Case standing = original;
  standing.steps.clear();
  return std::make_unique<netns::IsolatedProcess>([standing](Fd result) {
    try {
      run::conduct(
          standing, {},
          [&](const verdict::CaseResult&, netns::Lab&, EventLoop&, run::RunningCase& running) {
            write_all(result.get(), collect_all(standing, running), "what was collected");
          });
      return int(exit_passed);
    } catch (const MissingCapability& missing) {
      write_all(result.get(), fmt::format("{}{}", skipped_mark, missing.what()), "why not");
      return int(exit_skipped);
    } catch (const std::exception& error) {
      write_all(result.get(), fmt::format("{}{}", error_mark, error.what()), "the error");
      return int(exit_broken_host);
    }
  });
}

/// A case on its way through lab, script, import and lab.
struct Trip {
  Case original;
  std::string id;
  std::optional<imports::Transplant> pair;  ///< nullopt: it did not come so far
  std::string problem;
  bool is_skipped = false;
};

class Roundtrip {
 public:
  explicit Roundtrip(const RoundtripOptions& options) : options_(options) {}

  int run() {
    load();
    if (trips_.empty()) return exit_usage;
    for (size_t at = 0; at < trips_.size(); at += size_t(options_.jobs)) {
      collect_from(at);
      say_progress(std::min(trips_.size(), at + size_t(options_.jobs)));
    }
    run_pairs();
    return report();
  }

 private:
  void load() {
    const auto files = run::find_case_files(options_.cases);
    const auto ids = run::case_ids(files, std::filesystem::current_path());
    for (size_t i = 0; i < files.size(); ++i) {
      LoadedCase loaded = load_case(files[i]);
      trips_.push_back({loaded.parsed.value_or(Case{}), ids[i], std::nullopt, "", false});
      if (!loaded.parsed)
        trips_.back().problem = render(loaded.diagnostics, files[i], loaded.source);
    }
  }

  void say_progress(size_t done) const {
    if (::isatty(STDERR_FILENO) == 1)
      fmt::print(stderr, "collected {} of {}{}", done, trips_.size(),
                 done == trips_.size() ? "\n" : "\r");
  }

  /// As many labs side by side as `jobs` says.
  void collect_from(size_t first) {
    const size_t last = std::min(trips_.size(), first + size_t(options_.jobs));
    std::vector<std::unique_ptr<netns::IsolatedProcess>> labs;
    for (size_t i = first; i < last; ++i)
      labs.push_back(trips_[i].problem.empty() ? start_collecting(trips_[i].original) : nullptr);
    for (size_t i = first; i < last; ++i) {
      if (!labs[i - first]) continue;  // it does not parse
      const std::string all = read_all(labs[i - first]->result().get(), "what was collected");
      labs[i - first]->wait();
      rebuild(trips_[i], all);
    }
  }

  void rebuild(Trip& trip, const std::string& all) {
    if (all.starts_with(skipped_mark) || all.starts_with(error_mark)) {
      trip.is_skipped = all.starts_with(skipped_mark);
      trip.problem = all.substr(1);
      return;
    }
    const auto sources = parse_collected(all);
    const imports::Imported imported = imports::import_case(sources, {});
    keep(trip, sources, imported.text);
    LoadedCase loaded = parse_case(imported.text, trip.id + ".imported");
    if (!loaded.parsed)
      trip.problem = render(loaded.diagnostics, trip.id + ".imported", loaded.source);
    else
      trip.pair = imports::transplant(trip.original, *loaded.parsed);
  }

  void keep(const Trip& trip, const std::vector<imports::Source>& sources,
            const std::string& text) const {
    if (options_.keep.empty()) return;
    const std::filesystem::path folder = std::filesystem::path(options_.keep) / trip.id;
    std::filesystem::create_directories(folder);
    for (const imports::Source& source : sources)
      std::ofstream(folder / source.name) << source.text;
    std::ofstream(folder / "imported.yaml") << text;
  }

  void run_pairs() {
    std::vector<run::LabJob> jobs;
    for (const Trip& trip : trips_) {
      if (!trip.pair) continue;
      for (const Case* one : {&trip.pair->original, &trip.pair->rebuilt}) {
        run::ConductOptions conduct;
        conduct.id = trip.id;
        jobs.push_back({*one, conduct});
      }
    }
    const run::InterruptSignals signals;
    run::LocalHost host;
    run::LabQueue queue(host, std::move(jobs), run::LabRoom(options_.jobs), {}, signals);
    results_ = queue.run();
    interrupted_ = queue.interrupted();
  }

  int report() const {
    size_t same = 0, different = 0, skipped = 0, next = 0;
    if (interrupted_) return exit_interrupted;
    for (const Trip& trip : trips_) {
      std::vector<std::string> differences;
      if (!trip.problem.empty()) differences.push_back(trip.problem);
      if (trip.pair) {
        differences = trip.pair->differences;
        std::ranges::move(imports::differences_of(results_[next], results_[next + 1]),
                          std::back_inserter(differences));
        next += 2;
      }
      (trip.is_skipped ? skipped : differences.empty() ? same : different) += 1;
      if (differences.empty()) continue;
      fmt::print("{}  {}\n", trip.is_skipped ? "skipped" : "differs", one_line(trip.id));
      for (const std::string& one : differences) fmt::print("         {}\n", printable(one));
    }
    fmt::print("{} the same, {} differ, {} skipped\n", same, different, skipped);
    if (different > 0) return exit_failed;
    return same == 0 ? int(exit_skipped) : int(exit_passed);
  }

  const RoundtripOptions& options_;
  const run::RunFolder temporary_;
  std::vector<Trip> trips_;
  std::vector<verdict::CaseResult> results_;
  bool interrupted_ = false;
};

}  // namespace

Subcommand roundtrip_command() {
  const auto options = std::make_shared<RoundtripOptions>();
  return {
      .name = "roundtrip",
      .about = "build cases, collect and import them, and compare what both do",
      .options = {{"CASE", &options->cases, "case files, or folders of them", must_be_given},
                  {"--jobs,-j", &options->jobs, "labs side by side", with_default, {}, {{1, 64}}},
                  {"--keep", &options->keep, "a folder for what was collected and imported"}},
      .footer = roundtrip_footer,
      .action = [options] { return Roundtrip(*options).run(); }};
}

}  // namespace hopproof::cli
