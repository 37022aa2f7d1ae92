#include "harness/cli/event_stream.hh"

#include "harness/base/error.hh"

namespace hopproof {

EventStream::EventStream(const std::string& path) {
  if (path.empty()) return;
  if (path == "-") {
    out_ = stdout;
    return;
  }
  file_.reset(std::fopen(path.c_str(), "we"));
  if (!file_) throw_errno("write events to " + path);
  out_ = file_.get();
}

void EventStream::write(const std::string& line) {
  if (out_ == nullptr) return;
  std::fwrite(line.data(), 1, line.size(), out_);
  std::fflush(out_);
}

}  // namespace hopproof
