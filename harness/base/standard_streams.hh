#pragma once

#include <cstdio>
#include <exception>
#include <string_view>

namespace hopproof {

/// Whoever read our output has gone (`| head -1`). Caught once, in main: the program ends quietly.
class ReaderGone : public std::exception {
 public:
  const char* what() const noexcept override { return "nobody reads the output any more"; }
};

/// Opens those of the descriptors 0 to 2 that are closed on /dev/null, before another file takes
/// their number. A standard output that was closed still cannot be written to.
void open_standard_descriptors();

/// Puts them on /dev/null: a pipe that reads what this process was to print then ends.
void leave_standard_streams();

/// Writes out what is buffered, and finds what went wrong before: a full disk, a closed descriptor.
/// Throws SystemError, "cannot write <what>: ...", or ReaderGone.
void flush(std::FILE* file, std::string_view what);

/// Writes a text and flushes; throws as flush() does.
void print_all(std::FILE* file, std::string_view text, std::string_view what);

}  // namespace hopproof
