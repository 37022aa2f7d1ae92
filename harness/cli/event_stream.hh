#pragma once

#include <cstdio>
#include <memory>
#include <string>

namespace hopproof {

/// JSON lines into a file or to standard output ("-"), each flushed as it is written; nowhere for
/// "". The constructor throws SystemError.
class EventStream {
 public:
  explicit EventStream(const std::string& path);
  void write(const std::string& line);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::FILE* out_ = nullptr;
};

}  // namespace hopproof
