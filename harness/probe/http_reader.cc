#include "harness/probe/http_reader.hh"

#include "harness/base/address.hh"
#include "harness/base/text.hh"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace hopproof::probe {
namespace {

constexpr size_t longest_head = size_t{64} * 1024;
constexpr uint64_t longest_body = uint64_t{1} << 40;

bool same_word(std::string_view a, std::string_view b) { return lowered(a) == lowered(b); }

std::string_view trim(std::string_view text) { return trimmed(text, " \t"); }

/// The last word of a comma list: "gzip, chunked" is chunked.
std::string_view last_word(std::string_view list) {
  const size_t comma = list.rfind(',');
  return trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

std::optional<int> parse_status(std::string_view line) {
  if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ') return std::nullopt;
  const auto code = parse_number(line.substr(9, 3), 999);
  return code && *code >= 100 ? std::optional(int(*code)) : std::nullopt;
}

bool is_request_line(std::string_view line) {
  const size_t method = line.find(' ');
  const size_t version = line.rfind(" HTTP/1.");
  return method != std::string_view::npos && method > 0 && version != std::string_view::npos &&
         version > method;
}

}  // namespace

void HttpReader::feed(std::string_view& bytes) {
  while (!bytes.empty() && !complete() && !broken()) {
    if (reads_lines()) {
      take_line(bytes);
    } else {
      take_body(bytes);
    }
  }
}

void HttpReader::end() {
  if (part_ == Part::to_the_end) {
    part_ = Part::complete;
  } else if (part_ != Part::complete) {
    part_ = Part::broken;
  }
}

bool HttpReader::reads_lines() const {
  return part_ != Part::counted && part_ != Part::chunk && part_ != Part::to_the_end;
}

void HttpReader::take_line(std::string_view& bytes) {
  const size_t newline = bytes.find('\n');
  const size_t taken = newline == std::string_view::npos ? bytes.size() : newline + 1;
  head_size_ += taken;
  if (head_size_ > longest_head) {
    part_ = Part::broken;
    return;
  }
  line_ += bytes.substr(0, taken);
  bytes.remove_prefix(taken);
  if (newline == std::string_view::npos) return;
  line_.pop_back();
  if (line_.ends_with('\r')) line_.pop_back();
  const std::string line = std::exchange(line_, "");
  read_line(line);
}

void HttpReader::take_body(std::string_view& bytes) {
  const size_t taken =
      part_ == Part::to_the_end ? bytes.size() : size_t(std::min<uint64_t>(left_, bytes.size()));
  keep_beginning(body_, bytes.substr(0, taken));
  body_length_ += taken;
  bytes.remove_prefix(taken);
  if (part_ == Part::to_the_end) return;
  left_ -= taken;
  if (left_ == 0) part_ = part_ == Part::chunk ? Part::chunk_end : Part::complete;
}

void HttpReader::read_line(std::string_view line) {
  switch (part_) {
    case Part::start_line:
      return read_start_line(line);
    case Part::field:
      return line.empty() ? end_head() : read_field(line);
    case Part::chunk_size:
      return read_chunk_size(line);
    case Part::chunk_end:
      part_ = line.empty() ? Part::chunk_size : Part::broken;
      return;
    default:
      if (line.empty()) part_ = Part::complete;
  }
}

void HttpReader::read_start_line(std::string_view line) {
  if (line.empty()) return;  // RFC 9112 2.2: a robust reader ignores empty lines before a message
  if (role_ == Role::response) {
    status_ = parse_status(line).value_or(0);
    part_ = status_ != 0 ? Part::field : Part::broken;
  } else {
    part_ = is_request_line(line) ? Part::field : Part::broken;
  }
  keep_alive_ = line.find("HTTP/1.0") == std::string_view::npos;
  start_line_ = line;
}

void HttpReader::read_field(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = trim(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  if (same_word(name, "content-length")) {
    const auto length = parse_number(value, longest_body);
    if (!length || (counted_ && *length != left_)) part_ = Part::broken;
    counted_ = true;
    left_ = length.value_or(0);
  } else if (same_word(name, "transfer-encoding")) {
    chunked_ = same_word(last_word(value), "chunked");
  } else if (same_word(name, "connection")) {
    if (same_word(last_word(value), "close")) keep_alive_ = false;
    if (same_word(last_word(value), "keep-alive")) keep_alive_ = true;
  }
}

void HttpReader::read_chunk_size(std::string_view line) {
  const std::string_view digits = trim(line.substr(0, line.find(';')));
  uint64_t size = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, size, 16);
  if (digits.empty() || error != std::errc{} || stop != end || size > longest_body) {
    part_ = Part::broken;
    return;
  }
  head_size_ = 0;  // the limit is one on lines without end, not on the number of chunks
  left_ = size;
  part_ = size == 0 ? Part::trailer : Part::chunk;
}

void HttpReader::end_head() {
  const bool interim = role_ == Role::response && status_ < 200;
  const bool bodiless = role_ == Role::response && (status_ == 204 || status_ == 304);
  if (interim) return reset();
  if (bodiless) {
    part_ = Part::complete;
  } else if (chunked_) {
    part_ = Part::chunk_size;
  } else if (counted_) {
    part_ = left_ == 0 ? Part::complete : Part::counted;
  } else {
    part_ = role_ == Role::response ? Part::to_the_end : Part::complete;
  }
}

AnswerReader::Progress HttpAnswerReader::feed(std::string_view bytes) {
  keep_beginning(raw_, bytes);
  reader_.feed(bytes);
  return progress();
}

AnswerReader::Progress HttpAnswerReader::end() {
  reader_.end();
  return progress();
}

AnswerReader::Progress HttpAnswerReader::progress() const {
  if (reader_.broken()) return Progress::broken;
  return reader_.complete() ? Progress::complete : Progress::more;
}

std::string HttpAnswerReader::text() const { return reader_.status() == 0 ? raw_ : reader_.body(); }

void HttpAnswerReader::reset() { *this = HttpAnswerReader(); }

}  // namespace hopproof::probe
