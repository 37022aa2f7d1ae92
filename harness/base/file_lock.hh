#pragma once

#include "harness/base/fd.hh"

#include <chrono>
#include <string>

namespace hopproof {

/// Locks a file exclusively as long as it is open (flock(2)). Waits for who has it, `limit` at
/// most; throws HostError, which says how to find that process, when the limit is over or the wait
/// is interrupted.
void lock_within(const Fd& file, const std::string& path, std::chrono::milliseconds limit);

}  // namespace hopproof
