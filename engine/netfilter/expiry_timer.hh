#pragma once

#include "engine/core/time.hh"
#include "harness/base/fd.hh"

#include <optional>

namespace hopproof::netfilter {

/// The engine's clock, and a descriptor that becomes readable when a moment of it has come.
class ExpiryTimer {
 public:
  ExpiryTimer();

  /// Milliseconds of CLOCK_MONOTONIC.
  static core::Time now();
  int fd() const { return fd_.get(); }
  /// Wakes at this moment at the latest; a moment after the one that is waited for changes nothing.
  void wake_by(std::optional<core::Time> moment);
  /// Takes note that it has come.
  void acknowledge();

 private:
  Fd fd_;
  std::optional<core::Time> armed_;
};

}  // namespace hopproof::netfilter
