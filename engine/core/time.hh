#pragma once

#include <chrono>

namespace hopproof::core {

/// Time since any fixed moment; the caller's clock never goes back.
using Time = std::chrono::milliseconds;

}  // namespace hopproof::core
