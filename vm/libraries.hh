#pragma once

#include <string>
#include <vector>

namespace hopproof::vm {

/// The shared libraries (and the loader) that an executable needs, as ldd finds them without what
/// the user's environment says (LD_LIBRARY_PATH, LD_PRELOAD): paths on the host. Empty for a static
/// program or a script. Throws HostError where ldd fails, or a library is not found.
std::vector<std::string> libraries_of(const std::string& program);

/// The same, from what ldd printed.
std::vector<std::string> libraries_in(const std::string& ldd_output, const std::string& program);

}  // namespace hopproof::vm
