#include "harness/base/error.hh"
#include "harness/capture/pcapng.hh"

/// Any bytes are a capture file or are refused with a message.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    hopproof::parse_pcapng({data, size}, "fuzz.pcapng");
  } catch (const hopproof::HostError&) {
  }
  return 0;
}
