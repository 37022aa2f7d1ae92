#include "vm/archive.hh"

#include "harness/base/error.hh"
#include "netns/scratch_folder.hh"

#include <filesystem>
#include <fstream>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

namespace hopproof::vm {
namespace {

namespace fs = std::filesystem;

class ArchiveTest : public testing::Test {
 protected:
  /// path -> content, target of a link, or "folder", as libarchive reads it back.
  std::map<std::string, std::string> read_back(const Archive& image) {
    const fs::path file = folder_ / "image.cpio";
    image.write(file);
    std::map<std::string, std::string> found;
    archive* in = archive_read_new();
    archive_read_support_format_cpio(in);
    EXPECT_EQ(archive_read_open_filename(in, file.c_str(), 10240), ARCHIVE_OK);
    for (archive_entry* entry = nullptr; archive_read_next_header(in, &entry) == ARCHIVE_OK;) {
      std::string content(size_t(archive_entry_size(entry)), '\0');
      if (!content.empty()) archive_read_data(in, content.data(), content.size());
      if (archive_entry_filetype(entry) == AE_IFDIR) content = "folder";
      if (archive_entry_filetype(entry) == AE_IFLNK) content = archive_entry_symlink(entry);
      found[archive_entry_pathname(entry)] = content;
    }
    archive_read_free(in);
    return found;
  }

  const netns::ScratchFolder scratch_;
  const fs::path folder_ = scratch_.path();
};

TEST_F(ArchiveTest, HoldsFilesAndTheFoldersTheyAreIn) {
  Archive image;
  image.add_text("/etc/net/hosts", "127.0.0.1 localhost\n");
  const auto found = read_back(image);
  EXPECT_EQ(found.at("etc"), "folder");
  EXPECT_EQ(found.at("etc/net"), "folder");
  EXPECT_EQ(found.at("etc/net/hosts"), "127.0.0.1 localhost\n");
  EXPECT_GE(image.size(), 20U);
}

TEST_F(ArchiveTest, HasAMergedUsr) {
  Archive image;
  image.add_text("/lib64/ld.so", "x");
  image.add_link("/sbin/modprobe", "/usr/bin/kmod");
  const auto found = read_back(image);
  EXPECT_EQ(found.at("lib64"), "usr/lib64");
  EXPECT_EQ(found.at("usr/lib64/ld.so"), "x");
  EXPECT_EQ(found.at("usr/sbin/modprobe"), "/usr/bin/kmod");
}

TEST_F(ArchiveTest, TakesTreesByEnding) {
  fs::create_directories(folder_ / "tree/deep");
  std::ofstream(folder_ / "tree/deep/a.ko") << "module";
  std::ofstream(folder_ / "tree/b.txt") << "text";
  fs::create_symlink("a.ko", folder_ / "tree/deep/alias.ko");
  Archive image;
  image.add_tree(folder_ / "tree", "/lib/modules", {".ko"});
  const auto found = read_back(image);
  EXPECT_EQ(found.at("usr/lib/modules/deep/a.ko"), "module");
  EXPECT_EQ(found.at("usr/lib/modules/deep/alias.ko"), "module");
  EXPECT_FALSE(found.contains("usr/lib/modules/b.txt"));
}

TEST_F(ArchiveTest, SaysWhatItCannotRead) {
  Archive image;
  image.add_file("/no/such/file");
  EXPECT_THROW(image.write("/dev/null"), HostError);
}

}  // namespace
}  // namespace hopproof::vm
