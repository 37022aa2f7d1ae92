#pragma once

namespace hopproof::core {

/// Asks for a cache line early. The empty statement of assembler keeps GCC from taking a function
/// that does nothing else for one without effect, and from dropping its calls.
inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  asm volatile("");
}

}  // namespace hopproof::core
