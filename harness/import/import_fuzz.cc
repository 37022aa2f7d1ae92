#include "harness/case/load.hh"
#include "harness/import/import.hh"

#include <cstddef>
#include <cstdint>

/// Any text is imported without a throw, as two files of two hosts, and what is written is read by
/// the case language without one.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(data, data + size);
  const size_t half = size / 2;
  const std::vector<hopproof::imports::Source> sources = {{"a.txt", "", text.substr(0, half)},
                                                          {"b.txt", "", text.substr(half)}};
  const auto imported = hopproof::imports::import_case(sources, {});
  if (!imported.text.empty()) hopproof::parse_case(imported.text, "fuzz.yaml");
  hopproof::imports::import_case({{"-", "", text}}, {});
  return 0;
}
