#pragma once

#include <string>

namespace hopproof::run {

/// The temporary folder of a whole run, "hopproof-PID-XXXXXX", which TMPDIR names meanwhile: the
/// scratch folders of labs, which may be killed at any moment, go with it. What runs left behind
/// that were killed themselves is swept first.
class RunFolder {
 public:
  RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  ~RunFolder();

  const std::string& path() const { return path_; }

 private:
  std::string before_;  ///< TMPDIR, "" when it was not set
  std::string path_;
};

/// Removes run folders in `where` whose process has gone; those of other users stay.
void sweep_run_folders(const std::string& where);

}  // namespace hopproof::run
