#pragma once

#include <string>

namespace hopproof {

/// Raises what a program may raise for itself (setrlimit(2)): open files up to the hard limit, the
/// stack up to 8 MiB. Throws HostError where either cannot be what every command needs.
void raise_limits();

/// In a forked child, before it becomes a program of the user's: open files are limited as they
/// were for us, since a program may take the limit for a count.
void restore_limits();

/// A message, and behind it which limit of this process stands behind what it says: "Too many open
/// files (the limit is 1024: ulimit -n)".
std::string with_limit_named(const std::string& message);

}  // namespace hopproof
