#pragma once

#include <string>
#include <string_view>

namespace hopproof {

/// Writes a whole file beside the one of this name and renames it into place: who reads sees the
/// old text or the new one. What is no regular file (a device, a pipe) is written to as it is.
/// Throws SystemError, "cannot write PATH: ...", and leaves nothing behind then; HostError for what
/// another user has put there to lead our text elsewhere (refuse_strangers_lead).
void replace_file(const std::string& path, std::string_view text);

/// Throws HostError where `path` is a link or a pipe of another user than the effective one or
/// root: who writes to it writes to a file of that user's choice, or waits for that user.
void refuse_strangers_lead(const std::string& path);

}  // namespace hopproof
