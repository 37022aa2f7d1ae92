#pragma once

#include "harness/elsewhere/readers/seen_packet.hh"
#include "harness/elsewhere/text/packet_line.hh"
#include "harness/elsewhere/text/time_stamp.hh"

#include <cstdint>
#include <string>
#include <string_view>

namespace hopproof::elsewhere {

/// Puts the lines of a terminal together to packets: one may go on over several lines (-v, mail),
/// and between them stand prompts, what tcpdump says of itself, payload and dumps in hexadecimal.
class TcpdumpText {
 public:
  TcpdumpText(CaptureFile& file, NamedAddresses& names, const PacketSink& sink)
      : file_(file), reader_(names), sink_(sink) {}

  void line(std::string_view line);
  void end();

 private:
  bool begins_packet(std::string_view line);
  bool take_remark(std::string_view line);
  void take_command(std::string_view line);
  void go_on(std::string_view line);
  bool is_complete() const;
  void finish();
  void hand_over();

  CaptureFile& file_;
  PacketLineReader reader_;
  TimeAxis axis_;
  const PacketSink& sink_;
  uint64_t number_ = 0;  ///< of the line
  std::string open_;     ///< of the packet that is being read, without its time
  uint64_t open_number_ = 0;
  TimeStamp open_stamp_;
  std::optional<SeenPacket> read_;  ///< the packet before, whose quote may follow
  std::string quote_;
};

}  // namespace hopproof::elsewhere
