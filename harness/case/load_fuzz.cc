#include "harness/case/ablation.hh"
#include "harness/case/load.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Any text is either a case without errors or no case and at least one error; nothing throws.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(data, data + size);
  const hopproof::LoadedCase loaded = hopproof::parse_case(text, "fuzz.yaml");
  hopproof::render(loaded.diagnostics, "fuzz.yaml", loaded.source);
  if (loaded.parsed.has_value() == hopproof::has_errors(loaded.diagnostics)) std::abort();
  if (loaded.parsed) hopproof::without_items(*loaded.parsed, hopproof::item_paths(*loaded.parsed));
  return 0;
}
