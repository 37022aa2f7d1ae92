#pragma once

namespace hopproof::core {

/// Reads what will be needed soon, so that many reads wait for memory together and later ones not
/// at all. Nothing waits for the result. Not a prefetch: processors drop those when too many are
/// under way, which in a batch of packets is most of them.
template <typename T>
void read_ahead(const T& value) {
  asm volatile("" : : "r"(value));
}

}  // namespace hopproof::core
