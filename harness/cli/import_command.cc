#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/base/replace_file.hh"
#include "harness/base/sinks.hh"
#include "harness/case/load.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/import/import.hh"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

constexpr const char* import_footer =
    R"(Reads what hosts print and writes the case that it tells of. FILE is what the script of `hopproof collect`
printed, a file of pasted output, or - for standard input; NODE=FILE says whose it is.
What was assumed and what is missing is printed, and stands at the head of the case.
Exit status: 0 a case was written, 2 usage, 3 nothing could be read of it.
Example: hopproof import lb1.txt web1.txt -o case.yaml && hopproof run case.yaml)";

struct ImportArguments {
  std::vector<std::string> files;
  std::string out = "case.yaml";
  std::string client, via, only;
};

/// NODE=FILE and NODE:FILE, where there is no file of the whole name.
imports::Source source_of(const std::string& argument) {
  imports::Source source{argument, "", ""};
  const size_t mark = argument.find_first_of("=:");
  if (mark != std::string::npos && mark > 0 && !std::filesystem::exists(argument)) {
    source.node = argument.substr(0, mark);
    source.name = argument.substr(mark + 1);
  }
  const std::string path = source.name;
  source.name = std::filesystem::path(path).filename().string();
  source.text = path == "-" ? read_all(STDIN_FILENO, "standard input") : read_file(path);
  return source;
}

std::string problem_with(const ImportArguments& arguments) {
  for (const std::string* address : {&arguments.client, &arguments.via})
    if (!address->empty() && !IpAddress::parse(*address))
      return fmt::format("'{}' is not an address", one_line(*address));
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

int import_files(const ImportArguments& arguments) {
  std::vector<imports::Source> sources;
  for (const std::string& argument : arguments.files) sources.push_back(source_of(argument));
  const imports::Imported imported = imports::import_case(sources, options_of(arguments));
  print_remarks(imported);
  if (imported.text.empty()) return exit_bad_case;
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
                      {"--only", &arguments->only, "this service alone", 0, {}, {}, "VIP:PORT"}},
          .footer = import_footer,
          .action = [arguments] { return import_files(*arguments); },
          .check = [arguments] { return problem_with(*arguments); }};
}

}  // namespace hopproof::cli
