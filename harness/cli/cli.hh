#pragma once

namespace hopproof::cli {

/// The command line: reads the arguments, runs one command, returns its exit status. Throws
/// HostError for a broken host.
int command_line(int argc, char** argv);

}  // namespace hopproof::cli
