#pragma once

#include <string>

namespace hopproof {

/// A whole file, byte for byte. Throws SystemError when it cannot be opened.
std::string read_file(const std::string& path);

}  // namespace hopproof
