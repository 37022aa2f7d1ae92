#pragma once

#include "harness/capture/tap.hh"

#include <future>
#include <memory>
#include <vector>

namespace hopproof::capture {

/// Taps that are being opened, each on a thread of its own, while the caller does something else:
/// every packet socket waits for RCU grace periods of the kernel (10 to 25 ms), side by side for as
/// long as one of them. Their devices must be up; `points` name namespaces that outlive this.
class OpeningTaps {
 public:
  explicit OpeningTaps(const std::vector<netns::TapPoint>& points);

  /// Waits for all of them. Throws what the first that failed threw (see Tap).
  std::vector<std::unique_ptr<Tap>> take();

 private:
  std::vector<std::future<std::unique_ptr<Tap>>> opening_;
};

}  // namespace hopproof::capture
