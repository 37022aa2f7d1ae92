#pragma once

#include "harness/elsewhere/readers/seen_packet.hh"
#include "harness/trace/tuple.hh"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopproof::elsewhere {

/// What all captures together show. Indices are stable: packets are only added.
struct Evidence {
  std::vector<CaptureFile> files;
  std::vector<std::string> nodes;   ///< whose captures there are, in the order given
  std::vector<SeenPacket> packets;  ///< of each node by its clock
  std::vector<int> node_of;         ///< of each packet: an index into nodes
  NamedAddresses names;
  uint64_t left_out = 0;  ///< packets that were counted only: very many, or very many flows

  /// "1.65.15.140:40000"; with the name where the text had no number.
  std::string text(const Endpoint& endpoint) const;
  std::string text(const trace::Tuple& tuple) const;
  /// "lb.txt:12"
  std::string place(int packet) const;
  /// "SYN 1.2.3.4:5 > 6.7.8.9:80 (lb.txt:12)"
  std::string cite(int packet) const;
  /// -1 for none.
  int node(std::string_view name) const;
};

/// Reads captures one after the other, and keeps of each connection what a diagnosis needs: the
/// first packets, and how it ended. So memory is bounded by the number of connections, and that by
/// a limit of its own.
class Collector {
 public:
  /// "NODE=FILE", or a file alone, whose node is then named after it. Throws HostError.
  void read(const std::string& argument);
  /// The same of bytes in memory; `path` is for messages.
  void read(std::span<const uint8_t> bytes, const std::string& node, const std::string& path);
  Evidence take();

 private:
  void read(class ByteStream& bytes, CaptureFile file);
  void keep(SeenPacket&& packet, const std::string& file_node);
  int node_named(const std::string& name);

  Evidence evidence_;
  std::map<std::pair<int, trace::Tuple>, uint32_t> kept_;
};

}  // namespace hopproof::elsewhere
