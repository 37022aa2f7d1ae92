#include "vm/archive.hh"

#include "harness/base/error.hh"
#include "harness/base/read_file.hh"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

namespace hopproof::vm {
namespace {

namespace fs = std::filesystem;

constexpr const char* merged_folders[] = {"bin", "sbin", "lib", "lib64"};

struct WriterEnd {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct EntryEnd {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

void check_archive(archive* a, int result, const std::string& what) {
  if (result < ARCHIVE_WARN)
    throw HostError(fmt::format("cannot write {}: {}", what, archive_error_string(a)));
}

/// "/lib/x" is "usr/lib/x": /usr is merged.
std::string place_of(const std::string& path) {
  std::string place = fs::path(path).lexically_normal().relative_path();
  for (const char* merged : merged_folders) {
    if (place.starts_with(std::string(merged) + "/")) return "usr/" + place;
  }
  return place;
}

bool has_ending(const std::string& name, const std::vector<std::string>& endings) {
  return endings.empty() ||
         std::ranges::any_of(endings, [&](const auto& ending) { return name.ends_with(ending); });
}

}  // namespace

Archive::Archive() {
  for (const char* merged : merged_folders) {
    add_folder(std::string("/usr/") + merged);
    entries_[merged] = {Entry::Kind::link, std::string("usr/") + merged, 0777};
  }
}

void Archive::add(std::string path, Entry entry) {
  path = place_of(path);
  for (fs::path folder = fs::path(path).parent_path(); !folder.empty();
       folder = folder.parent_path())
    entries_.try_emplace(folder.string());
  entries_[path] = std::move(entry);
}

void Archive::add_text(const std::string& path, std::string text, uint32_t mode) {
  add(path, {Entry::Kind::text, std::move(text), mode});
}

void Archive::add_file(const std::string& host_path, const std::string& path) {
  const auto mode = uint32_t(fs::status(host_path).permissions()) & 0777;
  add(path.empty() ? host_path : path, {Entry::Kind::copy, host_path, mode});
}

void Archive::add_link(const std::string& path, const std::string& target) {
  add(path, {Entry::Kind::link, target, 0777});
}

void Archive::add_folder(const std::string& path) { add(path, {}); }

void Archive::add_tree(const std::string& host_path, const std::string& path,
                       const std::vector<std::string>& endings) {
  std::error_code error;
  for (const auto& found : fs::recursive_directory_iterator(host_path, error)) {
    const std::string relative = found.path().lexically_relative(host_path);
    if (found.is_regular_file() && has_ending(relative, endings))
      add_file(found.path(), path + "/" + relative);
  }
}

uint64_t Archive::size() const {
  uint64_t bytes = 0;
  for (const auto& [path, entry] : entries_)
    bytes += entry.kind == Entry::Kind::copy ? fs::file_size(entry.content) : entry.content.size();
  return bytes;
}

void Archive::write_entry(archive* out, const std::string& path, const Entry& entry) {
  const std::unique_ptr<archive_entry, EntryEnd> header(archive_entry_new());
  archive_entry_set_pathname(header.get(), path.c_str());
  archive_entry_set_perm(header.get(), entry.mode);
  archive_entry_set_filetype(header.get(), entry.kind == Entry::Kind::folder ? AE_IFDIR
                                           : entry.kind == Entry::Kind::link ? AE_IFLNK
                                                                             : AE_IFREG);
  std::string bytes;
  if (entry.kind == Entry::Kind::link)
    archive_entry_set_symlink(header.get(), entry.content.c_str());
  if (entry.kind == Entry::Kind::text) bytes = entry.content;
  if (entry.kind == Entry::Kind::copy) bytes = read_file(entry.content);
  archive_entry_set_size(header.get(), la_int64_t(bytes.size()));
  check_archive(out, archive_write_header(out, header.get()), path);
  if (!bytes.empty() && archive_write_data(out, bytes.data(), bytes.size()) < 0)
    throw HostError(fmt::format("cannot write {}: {}", path, archive_error_string(out)));
}

void Archive::write(const std::string& file) const {
  const std::unique_ptr<archive, WriterEnd> out(archive_write_new());
  check_archive(out.get(), archive_write_set_format_cpio_newc(out.get()), file);
  check_archive(out.get(), archive_write_open_filename(out.get(), file.c_str()), file);
  for (const auto& [path, entry] : entries_) write_entry(out.get(), path, entry);
  check_archive(out.get(), archive_write_close(out.get()), file);
}

}  // namespace hopproof::vm
