#include "harness/trace/identity.hh"
#include "harness/trace/packet.hh"
#include "harness/trace/tuple.hh"

#include <cstdlib>

/// Any bytes are a packet, and what is reported of them is within them.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hopproof;
  const Packet packet = dissect_frame({data, size});
  for (const Packet* inner = &packet; inner != nullptr; inner = inner->carried.get()) {
    if (size_t{inner->payload_offset} + inner->payload_length > size) std::abort();
  }
  if (packet.text().empty()) std::abort();
  (void)identity_of(packet);
  (void)tuple_of(packet);
  return 0;
}
