#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace hopproof::elsewhere {

/// The bytes of a file, or of standard input for "-", unpacked where gzip, zstd, xz or bzip2 packed
/// them (libarchive). Throws HostError, "cannot read PATH: ...".
class ByteStream {
 public:
  explicit ByteStream(const std::string& path);
  /// Of a text or a file in memory, which has to outlive it.
  ByteStream(std::span<const uint8_t> bytes, std::string path);
  ~ByteStream();
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  /// Fills what it can; 0: the end.
  size_t read(std::span<uint8_t> space);
  /// The next bytes, which stay to be read: fewer than `size` only at the end. At most 4096.
  std::span<const uint8_t> peek(size_t size);
  const std::string& path() const { return path_; }

 private:
  struct Archive;
  size_t read_packed(std::span<uint8_t> space);

  std::string path_;
  std::unique_ptr<Archive> archive_;
  std::string ahead_;  ///< peeked at
  size_t taken_ = 0;   ///< of it
};

}  // namespace hopproof::elsewhere
