#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hopproof {

/// A whole file, byte for byte. Throws SystemError when it cannot be opened.
std::string read_file(const std::string& path);

/// The same, or "" for a file that cannot be opened: one of /proc that this kernel does not have,
/// or one that is gone by now.
std::string read_file_if_any(const std::string& path);

/// What comes from a descriptor until it ends. Throws SystemError, "cannot read <what>: ...".
std::string read_all(int fd, std::string_view what);

/// Up to the end, or up to `limit` bytes and one more: then the text is longer than that.
std::string read_at_most(int fd, std::string_view what, size_t limit);

}  // namespace hopproof
