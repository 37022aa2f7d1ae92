#include "harness/base/read_file.hh"

#include "harness/base/error.hh"

#include <algorithm>
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
  return read_at_most(fd, what, std::string::npos - 1);
}

std::string read_at_most(int fd, std::string_view what, size_t limit) {
  std::string text;
  std::array<char, size_t{64} * 1024> piece;
  while (true) {
    const size_t room = std::min(piece.size(), limit + 1 - text.size());
    const ssize_t size = room == 0 ? 0 : ::read(fd, piece.data(), room);
    if (size == 0) return text;
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw_errno("read " + std::string(what));
    text.append(piece.data(), size_t(size));
  }
}

}  // namespace hopproof
