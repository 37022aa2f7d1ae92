#include "harness/probe/answer_reader.hh"

namespace hopproof::probe {

void keep_beginning(std::string& kept, std::string_view bytes) {
  if (kept.size() < answer_kept) kept += bytes.substr(0, answer_kept - kept.size());
}

AnswerReader::Progress LineAnswerReader::feed(std::string_view bytes) {
  keep_beginning(text_, bytes);
  if (!line_complete_) {
    const size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return Progress::more;
    line_complete_ = true;
    bytes.remove_prefix(end + 1);
  }
  after_line_ += bytes.size();
  return after_line_ >= download_ ? Progress::complete : Progress::more;
}

// A server that is not ours may end its answer by closing, without any newline.
AnswerReader::Progress LineAnswerReader::end() {
  const bool whole = line_complete_ ? after_line_ >= download_ : !text_.empty() && download_ == 0;
  return whole ? Progress::complete : Progress::broken;
}

void LineAnswerReader::reset() { *this = LineAnswerReader(download_); }

}  // namespace hopproof::probe
