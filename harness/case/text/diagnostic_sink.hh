#pragma once

#include "harness/case/text/diagnostic.hh"

#include <string>
#include <vector>

namespace hopproof {

/// Collects the errors and warnings of one file. A file that is all errors is not worth
/// all of them: after `most` only the number is kept.
class DiagnosticSink {
 public:
  static constexpr size_t most = 100;

  void error(const Place& place, std::string message) {
    add({place, std::move(message), Severity::error});
  }
  void warning(const Place& place, std::string message) {
    add({place, std::move(message), Severity::warning});
  }
  void add(Diagnostic diagnostic);

  /// True when more would not be kept; whoever walks a large text may stop.
  bool full() const { return found_.size() >= most; }
  size_t errors() const { return errors_; }

  /// All of them, sorted by place, the same one only once.
  std::vector<Diagnostic> take();

 private:
  std::vector<Diagnostic> found_;
  size_t errors_ = 0;
  bool left_out_ = false;
};

}  // namespace hopproof
