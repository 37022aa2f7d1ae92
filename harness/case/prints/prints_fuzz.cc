#include "harness/case/prints/readers_check.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Any text is read into items that say what can be said, and remarks about the rest.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(data, data + size);
  if (!hopproof::ReadersCheck(text).broken().empty()) std::abort();
  return 0;
}
