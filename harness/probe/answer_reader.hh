#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hopproof::probe {

/// How much of an answer's text is kept.
constexpr size_t answer_kept = 4096;

/// Finds the end of an answer in a stream of bytes.
class AnswerReader {
 public:
  enum class Progress { more, complete, broken };

  virtual ~AnswerReader() = default;
  virtual Progress feed(std::string_view bytes) = 0;
  /// The peer has closed: is what came a whole answer?
  virtual Progress end() = 0;
  /// The first 4 KiB of the answer (of its body).
  virtual std::string text() const = 0;
  /// Ready for the next answer on this connection.
  virtual void reset() = 0;
};

/// The answer of a `tcp` server: a line, then `download` bytes.
class LineAnswerReader final : public AnswerReader {
 public:
  explicit LineAnswerReader(uint64_t download) : download_(download) {}
  Progress feed(std::string_view bytes) override;
  Progress end() override;
  std::string text() const override { return text_; }
  void reset() override;

 private:
  uint64_t download_;
  uint64_t after_line_ = 0;
  bool line_complete_ = false;
  std::string text_;
};

/// Appends what fits into the first 4 KiB.
void keep_beginning(std::string& kept, std::string_view bytes);

}  // namespace hopproof::probe
