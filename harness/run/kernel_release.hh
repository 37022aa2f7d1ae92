#pragma once

#include <string>

namespace hopproof::run {

/// The release of the running kernel, "6.1.0-56-cloud-amd64"; "" when it does not say.
std::string kernel_release();

}  // namespace hopproof::run
