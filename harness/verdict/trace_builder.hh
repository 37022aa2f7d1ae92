#pragma once

#include "harness/trace/trace.hh"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopproof::verdict {

/// "1.2.3.4:5 > 6.7.8.9:80" into a packet of this kind: SYN, SYN-ACK, ACK, DATA, FIN, RST, UDP,
/// echo, echo-reply, "ICMP 3/3", IPIP, "ARP who-has", "ARP reply". For tests.
class PacketBuilder {
 public:
  PacketBuilder(std::string_view kind, std::string_view tuple) {
    const size_t arrow = tuple.find(" > ");
    const auto source = end(tuple.substr(0, arrow));
    const auto destination = end(tuple.substr(arrow + 3));
    if (kind.starts_with("ARP")) {
      arp(kind, source.first, destination.first);
      return;
    }
    packet_.is_ip = true;
    packet_.ttl = 64;
    packet_.ip_length = 60;
    packet_.source = source.first;
    packet_.destination = destination.first;
    packet_.source_port = source.second;
    packet_.destination_port = destination.second;
    transport(kind);
  }

  PacketBuilder& ttl(int hops) {
    packet_.ttl = static_cast<uint8_t>(hops);
    return *this;
  }
  PacketBuilder& size(uint32_t bytes) {
    packet_.ip_length = bytes;
    return *this;
  }
  PacketBuilder& sequence(uint32_t number) {
    packet_.tcp->sequence = number;
    return *this;
  }
  PacketBuilder& carrying(const PacketBuilder& inner) {
    packet_.carried = std::make_shared<const trace::Packet>(inner.packet_);
    return *this;
  }
  PacketBuilder& bad_checksum() {
    packet_.transport_checksum = trace::ChecksumState::wrong;
    return *this;
  }
  const trace::Packet& packet() const { return packet_; }

 private:
  using End = std::pair<IpAddress, std::optional<uint16_t>>;

  static End end(std::string_view text) {
    if (const auto address = IpAddress::parse(text)) return {*address, std::nullopt};
    const auto endpoint = Endpoint::parse(text);
    if (!endpoint) throw std::invalid_argument(std::string(text));
    return {endpoint->address, endpoint->port};
  }

  void arp(std::string_view kind, const IpAddress& sender, const IpAddress& target) {
    packet_.ether_type = 0x0806;
    packet_.arp = trace::ArpMessage{kind == "ARP who-has", {}, {}, sender, target};
  }

  void transport(std::string_view kind) {
    if (kind == "UDP") return udp();
    if (kind == "IPIP") return protocol(4);
    if (kind == "echo") return icmp(8, 0);
    if (kind == "echo-reply") return icmp(0, 0);
    if (kind.starts_with("ICMP ")) return icmp(kind[5] - '0', kind[7] - '0');
    packet_.protocol = 6;
    packet_.tcp = trace::TcpFields{1000, 0, flags(kind), 64240};
    if (kind == "DATA") packet_.payload_length = packet_.payload_claimed = 100;
  }

  void udp() {
    protocol(17);
    packet_.payload_length = packet_.payload_claimed = 16;
  }
  void protocol(uint8_t number) { packet_.protocol = number; }
  void icmp(int type, int code) {
    packet_.protocol = 1;
    packet_.icmp =
        trace::IcmpFields{static_cast<uint8_t>(type), static_cast<uint8_t>(code), 77, 1, 0};
  }

  static uint8_t flags(std::string_view kind) {
    if (kind == "SYN") return trace::syn_flag;
    if (kind == "SYN-ACK") return trace::syn_flag | trace::ack_flag;
    if (kind == "FIN") return trace::fin_flag | trace::ack_flag;
    if (kind == "RST") return trace::rst_flag;
    if (kind == "ACK") return trace::ack_flag;
    if (kind == "DATA") return trace::psh_flag | trace::ack_flag;
    throw std::invalid_argument(std::string(kind));
  }

  trace::Packet packet_;
};

/// Builds a trace from what crossed where, without frames on a wire. For tests.
class TraceBuilder {
 public:
  struct Hop {
    std::string_view hop;  ///< "client > director", or with "on NETWORK" (else lan)
    PacketBuilder packet;
    bool lost = false;
  };

  /// One packet, hop by hop.
  TraceBuilder& journey(const std::vector<Hop>& hops) {
    trace::Journey journey;
    for (const Hop& hop : hops) {
      journey.crossings.push_back(static_cast<int>(trace_.crossings.size()));
      add(hop);
    }
    trace_.journeys.push_back(std::move(journey));
    return *this;
  }

  const trace::Trace& trace() const { return trace_; }

 private:
  void add(const Hop& hop) {
    const size_t arrow = hop.hop.find(" > ");
    const size_t on = hop.hop.find(" on ");
    trace::Crossing crossing;
    crossing.from = hop.hop.substr(0, arrow);
    crossing.to = hop.hop.substr(arrow + 3, on == hop.hop.npos ? on : on - arrow - 3);
    if (crossing.to == "nobody") crossing.to.clear();
    crossing.network = on == hop.hop.npos ? "lan" : hop.hop.substr(on + 4);
    crossing.from_interface = crossing.to_interface = crossing.network;
    crossing.packet = hop.packet.packet();
    const int frame = static_cast<int>(trace_.frames.size());
    crossing.sent = frame;
    if (!hop.lost) crossing.received = frame;
    crossing.time_ns = 1'000'000'000 + frame * 1000;
    trace_.frames.push_back({0, crossing.time_ns, 60, {0x02, 0x00, 0x01}, frame + 1});
    trace_.crossings.push_back(std::move(crossing));
  }

  trace::Trace trace_;
};

}  // namespace hopproof::verdict
