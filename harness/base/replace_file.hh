#pragma once

#include <string>
#include <string_view>

namespace hopproof {

/// Writes a whole file beside the one of this name and renames it into place: who reads sees the
/// old text or the new one. What is no regular file (a device, a pipe) is written to as it is.
/// Throws SystemError, "cannot write PATH: ...", and leaves nothing behind then.
void replace_file(const std::string& path, std::string_view text);

}  // namespace hopproof
