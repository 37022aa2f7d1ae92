#pragma once

#include "harness/trace/frame.hh"
#include "harness/trace/packet.hh"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hopproof::trace {

/// One packet on its way from one node to another, with the sightings at both veth ends.
struct Crossing {
  std::string from, from_interface;
  std::string to, to_interface;  ///< to is "" when no node on the segment has the destination MAC
  std::string network;
  Packet packet;                ///< as it arrived; as it was sent where it did not arrive
  std::optional<int> sent;      ///< index into Trace::frames
  std::optional<int> received;  ///< nullopt: lost on the segment
  bool lost() const { return sent && !received; }
  /// Of a lost one, the ports of the segment's switch that saw it, the sender's first: indices into
  /// Trace::taps.
  std::vector<int> ports;
  int64_t time_ns = 0;  ///< of the first sighting
  /// The frame to show: the received one, else the sent one.
  int frame() const { return received ? *received : *sent; }
};

/// What one packet looked like hop by hop: indices into Trace::crossings, in order.
struct Journey {
  std::vector<int> crossings;
};

/// All that was seen, as packets on their way.
struct Trace {
  std::vector<TapInfo> taps;
  std::vector<Frame> frames;        ///< by time
  std::vector<Crossing> crossings;  ///< by time
  std::vector<Journey> journeys;    ///< by time of their first crossing

  const Crossing& first(const Journey& journey) const {
    return crossings[journey.crossings.front()];
  }
  const Crossing& last(const Journey& journey) const { return crossings[journey.crossings.back()]; }
};

/// Pairs the sightings at both ends of each veth and links the crossings of one packet through the
/// nodes by what NAT leaves alone (TCP sequence and acknowledgement numbers, flags and payload; IP
/// id and payload of UDP; id, sequence and payload of an echo; the quoted packet of an ICMP error),
/// never by time alone: time only orders equal candidates (retransmissions).
Trace build_trace(std::vector<TapInfo> taps, std::vector<Frame> frames);

}  // namespace hopproof::trace
