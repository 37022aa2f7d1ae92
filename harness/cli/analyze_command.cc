#include "harness/base/sinks.hh"
#include "harness/cli/commands.hh"
#include "harness/cli/exit_code.hh"
#include "harness/cli/outputs.hh"
#include "harness/elsewhere/story.hh"

#include <memory>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::cli {
namespace {

constexpr const char* analyze_footer =
    R"(A capture is a pcap, a pcapng (both also packed by gzip, zstd, xz or bzip2), or what tcpdump printed;
FILE - is standard input, for a paste. NODE= says whose it is; without it the file's name does. Several
files of one node are one view. No lab runs and no root is needed; the clocks of the nodes may differ.

Where the packets prove the cause it is named; where they do not, the commands that would decide are.
Exit status: 0 every connection was answered, 1 one was not, 2 usage, 4 a file cannot be read.

Example:
  hopproof analyze director=lb.txt rs1=rs1.txt
  hopproof analyze client=c.pcap director=d.pcapng rs1=rs1.pcap.gz --vip 100.222.111.1:8000)";

struct AnalyzeOptions {
  std::vector<std::string> captures;
  std::string vip;
  Outputs outputs;

  std::string complaint() const {
    if (!vip.empty() && !endpoint())
      return fmt::format("--vip {}: it is ADDRESS or ADDRESS:PORT", one_line(vip));
    return outputs.complaint();
  }
  std::optional<Endpoint> endpoint() const {
    if (const auto address = IpAddress::parse(vip)) return Endpoint{*address, 0};
    return Endpoint::parse(vip);
  }
};

int analyze(const AnalyzeOptions& options) {
  elsewhere::Collector collector;
  for (const std::string& capture : options.captures) collector.read(capture);
  const elsewhere::Analysis analysis(collector.take(),
                                     options.vip.empty() ? std::nullopt : options.endpoint());
  std::FILE* people = options.outputs.for_people();
  fmt::print(people, "{}", story_text(analysis, reports::Paint::for_descriptor(::fileno(people))));
  options.outputs.write(elsewhere::as_run(analysis, HOPPROOF_VERSION));
  return analysis.has_problem() ? exit_failed : exit_passed;
}

}  // namespace

Subcommand analyze_command() {
  const auto options = std::make_shared<AnalyzeOptions>();
  Subcommand command{
      .name = "analyze",
      .about = "captures taken elsewhere: what became of each connection, and why; needs no root",
      .options = {{.name = "CAPTURE",
                   .value = &options->captures,
                   .help = "captures: pcap, pcapng or text of tcpdump; - for standard input",
                   .traits = must_be_given,
                   .type_name = "NODE=FILE"},
                  {"--vip", &options->vip, "only connections to this ADDRESS or ADDRESS:PORT"}},
      .footer = analyze_footer,
      .action = [options] { return analyze(*options); },
      .check = [options] { return options->complaint(); }};
  const auto outputs = options->outputs.options();
  command.options.insert(command.options.end(), outputs.begin(), outputs.end());
  return command;
}

}  // namespace hopproof::cli
