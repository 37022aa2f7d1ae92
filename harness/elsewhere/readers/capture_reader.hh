#pragma once

#include "harness/elsewhere/readers/byte_stream.hh"
#include "harness/elsewhere/readers/seen_packet.hh"

namespace hopproof::elsewhere {

/// Reads a capture of any kind, from its first bytes: pcapng, pcap, else text of tcpdump. Holds one
/// packet at a time. A file that ends within a packet is read so far, with a note; throws HostError
/// for one that is no capture at all.
void read_capture(ByteStream& bytes, CaptureFile& file, NamedAddresses& names,
                  const PacketSink& sink);

/// The formats by themselves. Each fills in what the file says of itself.
void read_pcap(ByteStream& bytes, CaptureFile& file, const PacketSink& sink);
void read_pcapng(ByteStream& bytes, CaptureFile& file, const PacketSink& sink);
void read_tcpdump_text(ByteStream& bytes, CaptureFile& file, NamedAddresses& names,
                       const PacketSink& sink);

}  // namespace hopproof::elsewhere
