#pragma once

#include <string>
#include <vector>

namespace hopproof::vm {

/// The shared libraries (and the loader) that an executable needs, as ldd finds them: paths on the
/// host. Empty for a static program or a script.
std::vector<std::string> libraries_of(const std::string& program);

}  // namespace hopproof::vm
