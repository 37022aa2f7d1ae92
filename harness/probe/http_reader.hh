#pragma once

#include "harness/probe/answer_reader.hh"

#include <cstdint>
#include <string>
#include <string_view>

namespace hopproof::probe {

/// Reads one HTTP/1.x message at a time out of a stream (RFC 9112): start line, fields, and a body
/// that is counted, chunked, or ended by the close. A head of more than 64 KiB is broken; of a body
/// only the first 4 KiB are kept.
class HttpReader {
 public:
  enum class Role { request, response };
  explicit HttpReader(Role role) : role_(role) {}

  /// Takes from `bytes` what belongs to this message; the rest stays in `bytes`.
  void feed(std::string_view& bytes);
  /// The stream has ended.
  void end();

  bool complete() const { return part_ == Part::complete; }
  bool broken() const { return part_ == Part::broken; }
  /// Nothing of a message has come yet.
  bool untouched() const { return part_ == Part::start_line && head_size_ == 0; }
  const std::string& start_line() const { return start_line_; }
  /// Of a response; 0 before its start line is there.
  int status() const { return status_; }
  /// May another message follow on this connection?
  bool keep_alive() const { return keep_alive_; }
  const std::string& body() const { return body_; }
  uint64_t body_length() const { return body_length_; }
  void reset() { *this = HttpReader(role_); }

 private:
  enum class Part {
    start_line,
    field,
    counted,
    chunk_size,
    chunk,
    chunk_end,
    trailer,
    to_the_end,
    complete,
    broken,
  };

  bool reads_lines() const;
  void take_line(std::string_view& bytes);
  void take_body(std::string_view& bytes);
  void read_line(std::string_view line);
  void read_start_line(std::string_view line);
  void read_field(std::string_view line);
  void read_chunk_size(std::string_view line);
  void end_head();

  Role role_;
  Part part_ = Part::start_line;
  std::string line_;  ///< the line so far
  size_t head_size_ = 0;
  std::string start_line_;
  int status_ = 0;
  bool keep_alive_ = true;
  bool chunked_ = false;
  bool counted_ = false;
  uint64_t left_ = 0;  ///< of the body or of the chunk
  std::string body_;
  uint64_t body_length_ = 0;
};

/// The answer of an HTTP server.
class HttpAnswerReader final : public AnswerReader {
 public:
  Progress feed(std::string_view bytes) override;
  Progress end() override;
  std::string text() const override;
  void reset() override;

 private:
  Progress progress() const;
  HttpReader reader_{HttpReader::Role::response};
  std::string raw_;  ///< shown when it turns out to be no HTTP
};

}  // namespace hopproof::probe
