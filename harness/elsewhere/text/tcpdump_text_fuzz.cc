#include "harness/base/text.hh"
#include "harness/elsewhere/text/tcpdump_text.hh"

/// Any text is read line by line; what is none of tcpdump is counted.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hopproof::elsewhere;
  CaptureFile file;
  NamedAddresses names;
  const PacketSink sink = [](SeenPacket&& packet) { (void)packet.packet.text(); };
  TcpdumpText text(file, names, sink);
  for (const std::string_view line :
       hopproof::lines_of({reinterpret_cast<const char*>(data), size}))
    text.line(line);
  text.end();
  return 0;
}
