#include "harness/base/error.hh"
#include "harness/base/fd.hh"
#include "harness/base/read_file.hh"
#include "harness/base/replace_file.hh"
#include "harness/base/sinks.hh"
#include "harness/base/text.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/import/drift.hh"
#include "harness/import/expectation.hh"
#include "harness/import/import.hh"
#include "harness/run/lab_queue.hh"
#include "harness/run/run_folder.hh"
#include "harness/run/signals.hh"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

constexpr const char* import_footer =
    R"(Reads what hosts print and writes the case that it tells of. FILE is what the script of `hopproof collect`
printed, a file of pasted output, or - for standard input; NODE=FILE says whose it is.
What was assumed and what is missing is printed, and stands at the head of the case.
--expect runs the case once, which takes root or user namespaces, and writes what was seen as claims.
--diff CASE writes no case: it prints what differs between CASE and what FILEs tell of today, line by line.
Exit status: 0 a case was written, or nothing differs; 1 --diff found a difference; 2 usage, 3 nothing
could be read of it, 4 the case could not be run.
Example: hopproof import lb1.txt web1.txt -o case.yaml && hopproof run case.yaml)";

constexpr size_t size_limit = size_t{100} << 20;

struct ImportArguments {
  std::vector<std::string> files;
  std::string out = "case.yaml";
  std::string client, via, only;
  bool expect = false;
  std::string diff;  ///< a case to compare with; "": none
};

/// NODE=FILE and NODE:FILE, where there is no file of the whole name. Of a text that is longer than
/// `limit` one byte more is read.
imports::Source source_of(const std::string& argument, size_t limit) {
  imports::Source source{argument, "", ""};
  const size_t mark = argument.find_first_of("=:");
  if (mark != std::string::npos && mark > 0 && !std::filesystem::exists(argument)) {
    source.node = argument.substr(0, mark);
    source.name = argument.substr(mark + 1);
  }
  const std::string path = source.name;
  source.name = std::filesystem::path(path).filename().string();
  if (path == "-") {
    source.text = read_at_most(STDIN_FILENO, "standard input", limit);
  } else {
    const Fd file(check("open " + path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
    source.text = read_at_most(file.get(), path, limit);
  }
  return source;
}

std::string problem_with(const ImportArguments& arguments) {
  for (const std::string* address : {&arguments.client, &arguments.via})
    if (!address->empty() && !IpAddress::parse(*address))
      return fmt::format("'{}' is not an address", one_line(*address));
  if (!arguments.diff.empty() && arguments.expect)
    return "--diff writes no case, so --expect has nothing to write its claims into";
  if (!arguments.only.empty() && !Endpoint::parse(arguments.only))
    return fmt::format("'{}' is not VIP:PORT", one_line(arguments.only));
  return "";
}

imports::ImportOptions options_of(const ImportArguments& arguments) {
  imports::ImportOptions options;
  if (!arguments.client.empty()) options.client = IpAddress::parse(arguments.client);
  if (!arguments.via.empty()) options.via = IpAddress::parse(arguments.via);
  if (!arguments.only.empty()) options.only = Endpoint::parse(arguments.only);
  return options;
}

void print_remarks(const imports::Imported& imported) {
  for (const std::string& line : imported.summary) fmt::print(stderr, "{}\n", one_line(line));
  for (const imports::Remark& remark : imported.remarks)
    fmt::print(stderr, "{}: {}\n", imports::Remark::word(remark.kind), one_line(remark.text));
}

/// A case that hopproof itself would refuse is written all the same: a person can mend it.
int check_written(const imports::Imported& imported, const std::string& out) {
  const LoadedCase loaded = parse_case(imported.text, out);
  if (!loaded.parsed) {
    fmt::print(stderr, "{}hopproof: {} does not parse yet; mend the lines above.\n",
               render(loaded.diagnostics, out, loaded.source), one_line(out));
    return exit_bad_case;
  }
  if (out != "-")
    fmt::print(stderr, "{} is written. Next: hopproof run {}\n", one_line(out), one_line(out));
  return exit_passed;
}

/// Plays the case once on the engine; its steps' verdicts do not matter here.
verdict::CaseResult play_once(const Case& deployment) {
  const run::RunFolder temporary;
  const run::InterruptSignals signals;
  run::LocalHost host;
  run::ConductOptions options;
  options.id = "imported";
  run::LabQueue queue(host, {{deployment, options}}, run::LabRoom(1), {}, signals);
  auto results = queue.run();
  if (queue.interrupted() || results.empty()) throw HostError("the run was interrupted");
  return std::move(results.front());
}

/// The case with what a run of it shows; as it is where it cannot be run.
std::string with_expectations(const imports::Imported& imported, const std::string& out) {
  LoadedCase loaded = parse_case(imported.text, out);
  if (!loaded.parsed) return imported.text;
  const verdict::CaseResult seen = play_once(*loaded.parsed);
  if (seen.verdict == verdict::Verdict::error || seen.verdict == verdict::Verdict::skipped)
    throw HostError("the case could not be run: " + seen.reason);
  return imports::with_expectations(*loaded.parsed, seen);
}

std::optional<std::vector<imports::Source>> read_sources(const std::vector<std::string>& files) {
  std::vector<imports::Source> sources;
  size_t size = 0;
  for (const std::string& argument : files) {
    sources.push_back(source_of(argument, size_limit - size));
    size += sources.back().text.size();
    if (size > size_limit) {
      fmt::print(stderr,
                 "hopproof: with {} the files have more than {} MiB, which is not read; give the "
                 "output of collect, or cut them.\n",
                 one_line(argument), size_limit >> 20);
      return std::nullopt;
    }
  }
  return sources;
}

/// Where the line of an imported case was read: the remark behind it.
std::string origin(const std::string& text, int line) {
  const auto lines = lines_of(text);
  if (line < 1 || size_t(line) > lines.size()) return "";
  const std::string_view written = lines[size_t(line) - 1];
  const size_t remark = written.rfind("  # ");
  return remark == std::string_view::npos ? "" : std::string(written.substr(remark + 4));
}

std::string drift_text(const imports::Drift& drift, const std::string& from) {
  const std::string what =
      drift.section.empty() ? drift.node : fmt::format("{}.{}: ", drift.node, drift.section);
  return fmt::format("{} {}{}{}{}", drift.is_new ? '+' : '-', what, drift.text,
                     from.empty() ? "" : "  # ", from);
}

/// Prints what the hosts have now and the case has not, and the other way round.
int print_drift(const std::string& file, const imports::Imported& imported) {
  const LoadedCase before = load_case(file), now = parse_case(imported.text, "now");
  for (const LoadedCase* one : {&before, &now}) {
    if (one->parsed) continue;
    const std::string name = one == &before ? file : "what was imported";
    fmt::print(stderr, "{}", render(one->diagnostics, name, one->source));
    return exit_bad_case;
  }
  const auto drifts = imports::drift_between(*before.parsed, *now.parsed);
  for (const imports::Drift& drift : drifts) {
    const std::string from = drift.is_new ? origin(imported.text, drift.place.line)
                                          : fmt::format("{}:{}", file, drift.place.line);
    fmt::print("{}\n", one_line(drift_text(drift, from)));
  }
  if (drifts.empty()) fmt::print("nothing differs\n");
  return drifts.empty() ? exit_passed : exit_failed;
}

int import_files(const ImportArguments& arguments) {
  const auto sources = read_sources(arguments.files);
  if (!sources) return exit_bad_case;
  imports::Imported imported = imports::import_case(*sources, options_of(arguments));
  print_remarks(imported);
  if (imported.text.empty()) return exit_bad_case;
  if (!arguments.diff.empty()) return print_drift(arguments.diff, imported);
  if (arguments.expect) imported.text = with_expectations(imported, arguments.out);
  if (arguments.out == "-")
    fmt::print("{}", imported.text);
  else
    replace_file(arguments.out, imported.text);
  return check_written(imported, arguments.out);
}

}  // namespace

Subcommand import_command() {
  const auto arguments = std::make_shared<ImportArguments>();
  return {.name = "import",
          .about = "make a case of what production hosts print",
          .options = {{"FILE", &arguments->files, "what hosts printed", must_be_given},
                      {"--output,-o", &arguments->out,
                       "the case file to write; - is standard output", with_default},
                      {"--client",
                       &arguments->client,
                       "the address that the service is asked from",
                       0,
                       {},
                       {},
                       "ADDRESS"},
                      {"--via",
                       &arguments->via,
                       "the gateway through which that client comes",
                       0,
                       {},
                       {},
                       "GATEWAY"},
                      {"--only", &arguments->only, "this service alone", 0, {}, {}, "VIP:PORT"},
                      {"--expect", &arguments->expect, "run it once, and claim what was seen"},
                      {"--diff",
                       &arguments->diff,
                       "write no case: say what differs from this one",
                       0,
                       {},
                       {},
                       "CASE"}},
          .footer = import_footer,
          .action = [arguments] { return import_files(*arguments); },
          .check = [arguments] { return problem_with(*arguments); }};
}

}  // namespace hopproof::cli
