#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hopproof::netfilter {

/// Exit codes that the engine and its clients agree on beyond those of the imitated tools.
constexpr int unsupported_code = 69;  // EX_UNAVAILABLE

/// What a command of the control socket ended with. The text belongs on standard output when the
/// code is 0, else on standard error.
struct Answer {
  int code = 0;
  std::string text;
};

/// An answer as the datagrams that carry it: "CODE LENGTH", then the text in pieces.
std::vector<std::string> to_datagrams(const Answer& answer);

/// Puts an answer together from its datagrams.
class AnswerReader {
 public:
  /// Takes the next datagram; false when it does not belong there.
  bool take(std::string_view datagram);
  bool complete() const { return started_ && answer_.text.size() == length_; }
  const Answer& answer() const { return answer_; }

 private:
  Answer answer_;
  size_t length_ = 0;
  bool started_ = false;
};

}  // namespace hopproof::netfilter
