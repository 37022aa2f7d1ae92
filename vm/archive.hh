#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

struct archive;

namespace hopproof::vm {

/// A file system image for the kernel to unpack at boot (cpio, "newc"), written by libarchive.
/// Folders are added as needed; /usr is merged: /bin, /sbin, /lib and /lib64 are links into it.
/// Paths are absolute.
class Archive {
 public:
  Archive();

  void add_text(const std::string& path, std::string text, uint32_t mode = 0644);
  /// A copy of a file of the host (links are followed), at the same path or another.
  void add_file(const std::string& host_path, const std::string& path = "");
  void add_link(const std::string& path, const std::string& target);
  void add_folder(const std::string& path);
  /// Every file below a folder of the host whose name has one of the endings; all when there are
  /// none.
  void add_tree(const std::string& host_path, const std::string& path,
                const std::vector<std::string>& endings = {});

  /// Bytes of all files.
  uint64_t size() const;
  /// Writes it, uncompressed: under emulation reading is cheap and unpacking is not.
  void write(const std::string& file) const;

 private:
  struct Entry {
    enum class Kind { folder, text, copy, link };
    Kind kind = Kind::folder;
    std::string content;  ///< the text, the host's path or the link's target
    uint32_t mode = 0755;
  };
  void add(std::string path, Entry entry);
  static void write_entry(archive* out, const std::string& path, const Entry& entry);

  std::map<std::string, Entry> entries_;  ///< by path without the first slash: folders come first
};

}  // namespace hopproof::vm
