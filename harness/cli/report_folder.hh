#pragma once

#include "harness/base/own_folder.hh"
#include "harness/verdict/result.hh"

#include <optional>
#include <string>

namespace hopproof::cli {

/// The folder of a run's reports: index.html, run.json, and below it a capture for each case, by
/// its id. Files are replaced in one step, by the folder's descriptor, and only their owner can
/// read them; a folder that holds something else, or that others may write to, is not touched.
class ReportFolder {
 public:
  /// Makes the folder. Throws SystemError when it cannot, HostError for one that holds other files
  /// than a report or is not the user's alone (OwnFolder). An empty path: nothing is written.
  explicit ReportFolder(const std::string& path);

  /// Where the capture of a case goes; none when it is not kept.
  OwnFile capture_of(const std::string& id, const std::string& director) const;
  /// Writes index.html and run.json; returns the path of the HTML, "" when nothing is written.
  std::string write(const verdict::RunResult& run) const;

 private:
  std::string path_;
  std::optional<OwnFolder> folder_;
};

/// A complaint about `--report ""`, or "".
std::string folder_complaint(const std::string& path);

/// Writes a whole file, or to standard output for "-".
void write_file(const std::string& path, const std::string& text);

}  // namespace hopproof::cli
