#pragma once

#include "harness/verdict/result.hh"

#include <string>

namespace hopproof::cli {

/// The folder of a run's reports: index.html, run.json and one capture for each case.
class ReportFolder {
 public:
  /// Makes the folder; throws SystemError when it cannot. An empty path: nothing is written.
  explicit ReportFolder(const std::string& path);

  /// Where the capture of a case goes; "" when it is not kept.
  std::string capture_of(const std::string& case_file, const std::string& director) const;
  /// Writes index.html and run.json; returns the path of the HTML, "" when nothing is written.
  std::string write(const verdict::RunResult& run) const;

 private:
  std::string path_;
};

/// Writes a whole file, or to standard output for "-".
void write_file(const std::string& path, const std::string& text);

}  // namespace hopproof::cli
