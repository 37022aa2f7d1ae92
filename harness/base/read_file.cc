#include "harness/base/read_file.hh"

#include "harness/base/error.hh"

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace hopproof {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw_errno("read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string read_file_if_any(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string read_all(int fd, std::string_view what) {
  std::string text;
  std::array<char, size_t{64} * 1024> piece;
  while (true) {
    const ssize_t size = ::read(fd, piece.data(), piece.size());
    if (size == 0) return text;
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw_errno("read " + std::string(what));
    text.append(piece.data(), size_t(size));
  }
}

}  // namespace hopproof
