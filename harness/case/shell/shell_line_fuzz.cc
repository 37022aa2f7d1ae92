#include "harness/case/shell/shell_line.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Any text is cut into commands that end, and what it names is a name.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(data, data + size);
  const hopproof::ShellCommandText first = hopproof::read_shell_command(text);
  if (first.length > text.size()) std::abort();
  if (!first.complete && first.length != text.size()) std::abort();
  for (const hopproof::ShellProgram& program : hopproof::programs_in_shell(text)) {
    if (program.name.empty() ||
        program.name.find_first_of(" \t\n/'\"$|&;<>()") != std::string::npos)
      std::abort();
    if (program.certain && !first.complete) std::abort();
  }
  return 0;
}
