#include "harness/elsewhere/readers/byte_stream.hh"

#include "harness/base/error.hh"
#include "harness/base/fd.hh"

#include <algorithm>
#include <cerrno>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::elsewhere {
namespace {

constexpr size_t block = size_t{256} << 10;
constexpr size_t most_ahead = 4096;

}  // namespace

struct ByteStream::Archive {
  Fd fd;
  struct archive* handle = archive_read_new();
  bool ended = false;

  Archive() {
    // Only what libarchive unpacks itself: others would start a program.
    archive_read_support_filter_gzip(handle);
    archive_read_support_filter_zstd(handle);
    archive_read_support_filter_xz(handle);
    archive_read_support_filter_bzip2(handle);
    archive_read_support_format_raw(handle);
    archive_read_support_format_empty(handle);
  }
  ~Archive() { archive_read_free(handle); }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  void start(int opened, const std::string& path) {
    archive_entry* entry = nullptr;
    const int rc = opened == ARCHIVE_OK ? archive_read_next_header(handle, &entry) : opened;
    ended = rc == ARCHIVE_EOF;
    if (rc < ARCHIVE_WARN) fail(path);
  }
  [[noreturn]] void fail(const std::string& path) const {
    const char* why = archive_error_string(handle);
    throw HostError(fmt::format("cannot read {}: {}", path, why ? why : "it is damaged"));
  }
};

ByteStream::ByteStream(const std::string& path)
    : path_(path), archive_(std::make_unique<Archive>()) {
  int fd = STDIN_FILENO;
  if (path != "-") {
    archive_->fd = Fd(check("open " + path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
    fd = archive_->fd.get();
  }
  archive_->start(archive_read_open_fd(archive_->handle, fd, block), path_);
}

ByteStream::ByteStream(std::span<const uint8_t> bytes, std::string path)
    : path_(std::move(path)), archive_(std::make_unique<Archive>()) {
  archive_->start(archive_read_open_memory(archive_->handle, bytes.data(), bytes.size()), path_);
}

ByteStream::~ByteStream() = default;

size_t ByteStream::read(std::span<uint8_t> space) {
  if (taken_ == ahead_.size()) return read_packed(space);
  const size_t size = std::min(space.size(), ahead_.size() - taken_);
  std::copy_n(ahead_.begin() + long(taken_), size, space.begin());
  taken_ += size;
  return size;
}

std::span<const uint8_t> ByteStream::peek(size_t size) {
  size = std::min(size, most_ahead);
  while (ahead_.size() - taken_ < size) {
    uint8_t some[most_ahead];
    const size_t got = read_packed(std::span(some).first(size - (ahead_.size() - taken_)));
    if (got == 0) break;
    ahead_.append(reinterpret_cast<const char*>(some), got);
  }
  const auto* bytes = reinterpret_cast<const uint8_t*>(ahead_.data());
  return {bytes + taken_, std::min(size, ahead_.size() - taken_)};
}

size_t ByteStream::read_packed(std::span<uint8_t> space) {
  if (archive_->ended || space.empty()) return 0;
  const la_ssize_t got = archive_read_data(archive_->handle, space.data(), space.size());
  if (got < 0) archive_->fail(path_);
  archive_->ended = got == 0;
  return size_t(got);
}

}  // namespace hopproof::elsewhere
