#include "harness/base/pidfd.hh"

#include "harness/base/error.hh"

#include <algorithm>
#include <cerrno>

#include <poll.h>

namespace hopproof {

bool has_ended_by(const Fd& pidfd, std::chrono::steady_clock::time_point deadline) {
  using std::chrono::milliseconds;
  pollfd ended{pidfd.get(), POLLIN, 0};
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    const int ready = ::poll(&ended, 1, int(std::max<int64_t>(0, left.count())));
    if (ready >= 0) return ready == 1;
    if (errno != EINTR) throw_errno("wait for the end of a process");
  }
}

}  // namespace hopproof
