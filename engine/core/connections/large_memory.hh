#pragma once

#include <cstddef>

namespace hopproof::core {

/// Memory for big tables that are read at random: in large pages where the host has them, which
/// spares most of the address translation. Touched only as it is used.
void* allocate_large(size_t bytes);
/// `bytes` as it was asked for.
void free_large(void* memory, size_t bytes) noexcept;

/// The same for standard containers.
template <typename T>
struct LargeAllocator {
  using value_type = T;
  LargeAllocator() = default;
  template <typename Other>
  LargeAllocator(const LargeAllocator<Other>&) {}
  T* allocate(size_t count) { return static_cast<T*>(allocate_large(count * sizeof(T))); }
  void deallocate(T* memory, size_t count) noexcept { free_large(memory, count * sizeof(T)); }
  bool operator==(const LargeAllocator&) const = default;
};

}  // namespace hopproof::core
