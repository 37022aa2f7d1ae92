#include "engine/core/connections/large_memory.hh"

#include <new>

#include <sys/mman.h>

namespace hopproof::core {

namespace {

constexpr size_t large_page = 2u << 20;
constexpr size_t cache_line = 64;

std::align_val_t alignment_of(size_t bytes) {
  return std::align_val_t{bytes >= large_page ? large_page : cache_line};
}

}  // namespace

void* allocate_large(size_t bytes) {
  void* memory = ::operator new(bytes, alignment_of(bytes));
  // Advice only: without large pages all works, a little slower.
  if (bytes >= large_page)
    static_cast<void>(::madvise(memory, bytes / large_page * large_page, MADV_HUGEPAGE));
  return memory;
}

void free_large(void* memory, size_t bytes) noexcept {
  ::operator delete(memory, alignment_of(bytes));
}

}  // namespace hopproof::core
