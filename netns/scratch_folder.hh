#pragma once

#include <string>
#include <string_view>

namespace hopproof::netns {

/// A new folder in $TMPDIR that only its owner may enter; goes with everything in it.
class ScratchFolder {
 public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::string& path() const { return path_; }
  /// Makes a folder in it and returns its path. The name is a single component.
  std::string add_folder(std::string_view name) const;

 private:
  std::string path_;
};

/// Writes a file that must not be there yet; one that starts with "#!" can be executed.
void write_new_file(const std::string& folder, std::string_view name, std::string_view text);

}  // namespace hopproof::netns
