#include "harness/base/error.hh"
#include "harness/elsewhere/story.hh"

/// Any bytes are captures of two hosts, or are refused with a message; and whatever they are, the
/// story is told to its end.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hopproof::elsewhere;
  const size_t middle = size / 2;
  Collector collector;
  for (const auto& [name, bytes] : {std::pair("director", std::span(data, middle)),
                                    std::pair("rs1", std::span(data + middle, size - middle))}) {
    try {
      collector.read(bytes, name, name);
    } catch (const hopproof::HostError&) {
    }
  }
  const Analysis analysis(collector.take());
  story_text(analysis, hopproof::reports::Paint(false));
  as_run(analysis, "fuzz");
  return 0;
}
