#pragma once

#include "harness/base/fd.hh"

#include <cstdint>
#include <span>
#include <string_view>

namespace hopproof {

/// Writes all of it to a descriptor that blocks. Throws SystemError, "cannot write <what>: ...".
void write_all(int fd, std::string_view text, std::string_view what);
void write_all(int fd, std::span<const uint8_t> bytes, std::string_view what);

/// A file in memory that holds this text, read from its start (memfd_create(2)): what a program is
/// given, so that nobody has to feed a pipe. It closes itself at an exec.
Fd memory_file(std::string_view text);

}  // namespace hopproof
