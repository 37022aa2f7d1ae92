#pragma once

#include <string>
#include <string_view>

namespace hopproof::netns {

/// Read or write a sysctl by its path below /proc/sys in the network namespace of the calling
/// thread; an errno, 0 for success. What is read ends without a line end.
int read_sysctl(const std::string& path, std::string& value);
int write_sysctl(const std::string& path, std::string_view value);

}  // namespace hopproof::netns
