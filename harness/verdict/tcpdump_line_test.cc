#include "harness/verdict/tcpdump_line.hh"

#include "harness/verdict/trace_builder.hh"

#include <gmock/gmock.h>
#include <pcap/pcap.h>

namespace hopproof::verdict {
namespace {

constexpr int snap_length = 65535;

/// "" when pcap accepts the filter, else what it says.
std::string complaint_of_pcap(const std::string& filter) {
  pcap_t* pcap = pcap_open_dead(DLT_EN10MB, snap_length);
  bpf_program program{};
  std::string complaint;
  if (pcap_compile(pcap, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    complaint = pcap_geterr(pcap);
  } else {
    pcap_freecode(&program);
  }
  pcap_close(pcap);
  return complaint;
}

bool selects(const std::string& filter, const std::vector<uint8_t>& frame) {
  pcap_t* pcap = pcap_open_dead(DLT_EN10MB, snap_length);
  bpf_program program{};
  bool selected = false;
  if (pcap_compile(pcap, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0) {
    pcap_pkthdr header{};
    header.caplen = header.len = static_cast<bpf_u_int32>(frame.size());
    selected = pcap_offline_filter(&program, &header, frame.data()) != 0;
    pcap_freecode(&program);
  }
  pcap_close(pcap);
  return selected;
}

/// 02:..:02 > 02:..:01, 1.65.15.143:80 > 1.65.15.140:40000, SYN-ACK, sequence 1000, ttl 63.
std::vector<uint8_t> syn_ack() {
  return {2,    0,    0,    0,    0,  1,   2,    0,    0,  0, 0, 2, 8,    0,  //
          0x45, 0,    0,    40,   0,  0,   0x40, 0,    63, 6, 0, 0, 1,    65,
          15,   143,  1,    65,   15, 140,  //
          0,    80,   0x9c, 0x40, 0,  0,   0x03, 0xe8, 0,  0, 0, 1, 0x50, 0x12,
          0xfa, 0xf0, 0,    0,    0,  0};
}

/// The same in IPv6: [2001:db8::5]:80 > [2001:db8::9]:40000.
std::vector<uint8_t> syn_ack_v6() {
  std::vector<uint8_t> frame{2,    0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2, 0x86, 0xdd,  //
                             0x60, 0, 0, 0, 0, 20, 6, 63};
  for (const uint8_t host : {uint8_t{5}, uint8_t{9}}) {
    const std::vector<uint8_t> address{0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host};
    frame.insert(frame.end(), address.begin(), address.end());
  }
  const std::vector<uint8_t> v4 = syn_ack();
  frame.insert(frame.end(), v4.end() - 20, v4.end());
  return frame;
}

TEST(TcpdumpLine, ShowsTheVeryFrame) {
  const std::vector<uint8_t> frame = syn_ack();
  const trace::Packet packet = trace::dissect_frame(frame);
  EXPECT_EQ(
      tcpdump_line("run/case.pcapng", packet),
      "tcpdump -nr run/case.pcapng -c 1 'tcp and src host 1.65.15.143 and dst host "
      "1.65.15.140 and src port 80 and dst port 40000 and tcp[tcpflags] == 0x12 and tcp[4:4] == "
      "1000 and ip[8] == 63'");
  EXPECT_TRUE(selects(pcap_filter(packet), frame));
}

TEST(TcpdumpLine, LeavesOutEveryOther) {
  const std::string filter = pcap_filter(trace::dissect_frame(syn_ack()));
  for (const size_t changed :
       {size_t{22}, size_t{29}, size_t{33}, size_t{35}, size_t{37}, size_t{41}, size_t{47}}) {
    std::vector<uint8_t> other = syn_ack();
    other[changed] ^= 1;
    EXPECT_FALSE(selects(filter, other)) << "byte " << changed;
  }
}

TEST(TcpdumpLine, ReadsIpv6Too) {
  const std::vector<uint8_t> frame = syn_ack_v6();
  const std::string filter = pcap_filter(trace::dissect_frame(frame));
  EXPECT_TRUE(selects(filter, frame)) << filter;
  std::vector<uint8_t> other = frame;
  other[14 + 40 + 13] = trace::ack_flag;
  EXPECT_FALSE(selects(filter, other));
}

TEST(TcpdumpLine, IsValidForEveryKind) {
  for (const char* kind : {"SYN", "UDP", "DATA"}) {
    const PacketBuilder packet(kind, "1.1.1.1:1 > 2.2.2.2:2");
    EXPECT_EQ(complaint_of_pcap(pcap_filter(packet.packet())), "") << kind;
  }
  for (const char* kind : {"echo", "ICMP 3/3", "IPIP", "ARP who-has", "ARP reply"}) {
    const PacketBuilder packet(kind, "1.1.1.1 > 2.2.2.2");
    EXPECT_EQ(complaint_of_pcap(pcap_filter(packet.packet())), "") << kind;
  }
  trace::Packet icmp6 = PacketBuilder("echo", "2001:db8::1 > 2001:db8::2").packet();
  icmp6.protocol = 58;
  EXPECT_EQ(complaint_of_pcap(pcap_filter(icmp6)), "");
  trace::Packet unknown;
  unknown.ether_type = 0x88cc;
  EXPECT_EQ(complaint_of_pcap(pcap_filter(unknown)), "");
}

TEST(TcpdumpLine, QuotesAPathForTheShell) {
  const trace::Packet packet = PacketBuilder("SYN", "1.1.1.1:1 > 2.2.2.2:2").packet();
  EXPECT_THAT(tcpdump_line("it's here.pcapng", packet),
              testing::StartsWith("tcpdump -nr 'it'\\''s here.pcapng' -c 1 '"));
  EXPECT_EQ(tcpdump_line("", packet), "");
}

}  // namespace
}  // namespace hopproof::verdict
