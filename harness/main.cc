#include "engine/netfilter/engine_main.hh"
#include "engine/netfilter/translation/shim.hh"
#include "harness/base/error.hh"
#include "harness/base/limits.hh"
#include "harness/base/sinks.hh"
#include "harness/base/standard_streams.hh"
#include "harness/cli/cli.hh"
#include "harness/cli/exit_code.hh"
#include "vm/agent.hh"
#include "vm/keeper.hh"
#include "vm/kernel_package.hh"

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace {

/// A command's output counts: what cannot be written is an error, and the signals that come with it
/// would leave labs behind.
int run_command(int argc, char** argv) {
  hopproof::open_standard_descriptors();
  hopproof::raise_limits();
  for (const int number : {SIGPIPE, SIGXFSZ}) std::signal(number, SIG_IGN);
  const int status = hopproof::cli::command_line(argc, argv);
  hopproof::flush(stdout, "standard output");
  return status;
}

int run_program(int argc, char** argv) {
  if (const auto shim = hopproof::run_shim(argc, argv)) return *shim;
  const std::string_view word = argc > 1 ? argv[1] : "";
  if (word == "engine") return hopproof::engine_main(argc - 1, argv + 1);
  if (word == "vm-agent") return hopproof::vm::agent_main();
  if (word == "vm-keeper") return hopproof::vm::keeper_main(argc - 1, argv + 1);
  return run_command(argc, argv);
}

int complain(std::string_view text, int status) {
  std::fputs(("hopproof: " + hopproof::printable(text) + "\n").c_str(), stderr);
  return status;
}

/// What failed while it printed: fmt::print throws it.
int not_printed(const std::system_error& error) {
  if (error.code() == std::errc::broken_pipe) return hopproof::cli::exit_reader_gone;
  return complain("cannot write standard output: " + error.code().message(),
                  hopproof::cli::exit_broken_host);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_program(argc, argv);
  } catch (const hopproof::MissingCapability& e) {
    return complain(std::string("skipped: ") + e.what(), hopproof::cli::exit_skipped);
  } catch (const hopproof::vm::UnknownKernel& e) {
    return complain(e.what(), hopproof::cli::exit_usage);
  } catch (const hopproof::ReaderGone&) {
    return hopproof::cli::exit_reader_gone;
  } catch (const std::filesystem::filesystem_error& e) {
    return complain("cannot use " + e.path1().string() + ": " + e.code().message(),
                    hopproof::cli::exit_broken_host);
  } catch (const std::system_error& e) {
    return not_printed(e);
  } catch (const std::exception& e) {
    return complain(hopproof::with_limit_named(e.what()), hopproof::cli::exit_broken_host);
  }
}
