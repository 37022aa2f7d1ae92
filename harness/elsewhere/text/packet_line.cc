#include "harness/elsewhere/text/packet_line.hh"

#include "harness/base/protocol.hh"
#include "harness/elsewhere/text/icmp_text.hh"
#include "harness/elsewhere/text/service_names.hh"
#include "harness/trace/ether_type.hh"

#include <array>
#include <cctype>

namespace hopproof::elsewhere {
namespace {

namespace ether_type = trace::ether_type;

std::optional<MacAddress> parse_mac(std::string_view text) {
  MacAddress mac{};
  Cursor cursor(text);
  for (size_t i = 0; i < mac.size(); ++i) {
    if (i > 0 && !cursor.take(":")) return std::nullopt;
    const auto byte = cursor.take_number<uint8_t>(16);
    if (!byte) return std::nullopt;
    mac[i] = *byte;
  }
  if (!cursor.empty()) return std::nullopt;
  return mac;
}

/// A MAC address, or what -e prints for ff:ff:ff:ff:ff:ff.
std::optional<MacAddress> take_mac(Cursor& line) {
  Cursor ahead = line;
  std::string_view word = ahead.take_word();
  if (word.ends_with(",")) word.remove_suffix(1);
  auto mac = parse_mac(word);
  if (word == "Broadcast") mac = MacAddress{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  if (!mac) return std::nullopt;
  line.take(word);
  line.skip_blanks();
  if (line.take("(oui ")) line.take_until(")");
  line.take(",");
  line.skip_blanks();
  return mac;
}

struct DirectionWord {
  std::string_view word;
  Direction direction;
};
constexpr std::array direction_words{
    DirectionWord{"In", Direction::in},     DirectionWord{"Out", Direction::out},
    DirectionWord{"B", Direction::in},      DirectionWord{"M", Direction::in},
    DirectionWord{"P", Direction::unknown},
};

/// "In " at the beginning, and the blanks behind it.
bool take_direction(Cursor& line, Direction& direction) {
  for (const auto& [word, way] : direction_words) {
    Cursor ahead = line;
    if (!ahead.take(word) || !ahead.take(" ")) continue;
    direction = way;
    line = ahead;
    line.skip_blanks();
    return true;
  }
  return false;
}

/// "eth0  In  " of `-i any`, or " In " of older ones.
void take_any_columns(Cursor& line, SeenPacket& seen) {
  line.skip_blanks();
  if (take_direction(line, seen.direction)) return;
  Cursor ahead = line;
  const std::string_view interface = ahead.take_word();
  ahead.skip_blanks();
  if (!take_direction(ahead, seen.direction)) return;
  seen.interface = interface;
  line = ahead;
}

/// "flags [S.], ": the letters of print-tcp.c.
uint8_t flags_of(std::string_view letters) {
  uint8_t flags = 0;
  for (const char letter : letters) {
    if (letter == 'S') flags |= trace::syn_flag;
    if (letter == 'F') flags |= trace::fin_flag;
    if (letter == 'R') flags |= trace::rst_flag;
    if (letter == 'P') flags |= trace::psh_flag;
    if (letter == '.') flags |= trace::ack_flag;
    if (letter == 'U') flags |= trace::urg_flag;
  }
  return flags;
}

/// "(tos 0x0, ttl 64, id 4, offset 0, flags [DF], proto TCP (6), length 60)" without its brackets.
void read_ipv4_details(std::string_view text, trace::Packet& packet) {
  packet.ttl = number_behind<uint8_t>(text, "ttl ").value_or(0);
  packet.ip_id = number_behind<uint16_t>(text, " id ").value_or(0);
  packet.fragment_offset = number_behind<uint16_t>(text, "offset ").value_or(0);
  packet.dont_fragment = text.find("DF") != text.npos;
  packet.more_fragments = text.find("flags [+") != text.npos;
  packet.ip_length = number_behind<uint32_t>(text, "length ").value_or(0);
}

/// "flowlabel 0x1, hlim 64, next-header TCP (6) payload length: 40".
void read_ipv6_details(std::string_view text, trace::Packet& packet) {
  packet.ttl = number_behind<uint8_t>(text, "hlim ").value_or(0);
  if (const auto length = number_behind<uint32_t>(text, "payload length: "))
    packet.ip_length = 40 + *length;
}

/// What stands in the bracket at the beginning, which may hold brackets: "proto TCP (6)".
std::optional<std::string_view> take_bracket(Cursor& line) {
  if (!line.rest().starts_with("(")) return std::nullopt;
  int depth = 0;
  for (size_t at = 0; at < line.rest().size(); ++at) {
    const char c = line.rest()[at];
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) {
      const auto inside = line.rest().substr(1, at - 1);
      line.take(line.rest().substr(0, at + 1));
      line.skip_blanks();
      return inside;
    }
  }
  return std::nullopt;
}

/// The last number of "proto TCP (6)", "next-header UDP (17)".
uint8_t protocol_in(std::string_view details) {
  for (const std::string_view key : {"proto ", "next-header "}) {
    const size_t at = details.find(key);
    if (at == details.npos) continue;
    const auto rest = details.substr(at);
    const auto number = number_behind<uint8_t>(rest, "(");
    if (number) return *number;
  }
  return 0;
}

/// "(29)" at the end of a DNS message, "length 36" of others.
uint32_t datagram_length(std::string_view text) {
  const size_t at = text.rfind("length ");
  if (at != text.npos)
    if (const auto length = number_behind<uint32_t>(text.substr(at), "length ")) return *length;
  const size_t bracket = text.rfind('(');
  if (bracket == text.npos) return 0;
  return number_behind<uint32_t>(text.substr(bracket), "(").value_or(0);
}

}  // namespace

std::optional<SeenPacket> PacketLineReader::read(std::string_view line) {
  SeenPacket seen;
  seen.payload_known = false;
  Cursor rest(line);
  take_any_columns(rest, seen);
  const bool named_by_link = read_link(rest, seen);
  if (rest.take("ARP, ") || seen.packet.ether_type == ether_type::arp) {
    if (!read_arp(rest, seen.packet)) return std::nullopt;
    return seen;
  }
  const bool named = rest.take("IP ") || rest.take("IP6 ");
  if (!named && !named_by_link) return std::nullopt;
  if (!read_ip(rest, seen, named)) return std::nullopt;
  return seen;
}

std::optional<trace::Packet> PacketLineReader::read_quote(std::string_view line) {
  SeenPacket seen;
  Cursor rest(line);
  rest.skip_blanks();
  if (!rest.take("IP ") && !rest.take("IP6 ")) return std::nullopt;
  if (!read_ip(rest, seen, true)) return std::nullopt;
  return std::move(seen.packet);
}

/// What -e prints: "MAC > MAC, ethertype IPv4 (0x0800), length 74: ", or of SLL "MAC ethertype
/// ...". True when it says that IP follows.
bool PacketLineReader::read_link(Cursor& line, SeenPacket& seen) const {
  if (line.take("ifindex ")) {
    line.take_number<uint32_t>();
    line.skip_blanks();
  }
  if (const auto source = take_mac(line)) {
    seen.packet.source_mac = *source;
    if (line.take("> "))
      if (const auto destination = take_mac(line)) seen.packet.destination_mac = *destination;
    if (line.take("(oui ")) line.take_until("), ");
  }
  bool ip = false;
  for (int tags = 0; tags < 4; ++tags) {
    if (line.take("vlan ")) {
      if (const auto tag = line.take_number<uint16_t>())
        seen.around += (seen.around.empty() ? "vlan " : " vlan ") + std::to_string(*tag);
      if (!line.take_until("ethertype ")) return ip;
    } else if (!line.take("ethertype ")) {
      return ip;
    }
    const auto type = line.take_word();
    ip = type.starts_with("IPv4") || type.starts_with("IPv6");
    if (type.starts_with("ARP")) seen.packet.ether_type = ether_type::arp;
    line.skip_blanks();
    if (line.take("(0x")) line.take_until(")");
    line.take(",");
    line.skip_blanks();
    if (line.take("length ")) line.take_until(": ");
  }
  return ip;
}

/// "Request who-has A tell B, length 28", "Reply A is-at MAC, length 28".
bool PacketLineReader::read_arp(Cursor& line, trace::Packet& packet) {
  packet.ether_type = ether_type::arp;
  const auto address = [&](std::string_view word) {
    while (word.ends_with(",")) word.remove_suffix(1);
    const auto parsed = IpAddress::parse(word);
    return parsed ? *parsed : names_.address_of(word);
  };
  trace::ArpMessage arp;
  Cursor request = line, reply = line;
  if (request.take_until("who-has ")) {
    arp.target = address(request.take_word());
    if (!request.take_until("tell ")) return false;
    arp.sender = address(request.take_word());
    arp.sender_mac = packet.source_mac;
  } else if (reply.take_until("Reply ")) {
    arp.is_request = false;
    arp.sender = address(reply.take_word());
    if (!reply.take_until("is-at ")) return false;
    auto word = reply.take_word();
    if (word.ends_with(",")) word.remove_suffix(1);
    arp.sender_mac = parse_mac(word).value_or(MacAddress{});
  } else {
    return false;
  }
  packet.arp = arp;
  return true;
}

bool PacketLineReader::read_ip(Cursor& line, SeenPacket& seen, bool named) {
  trace::Packet& packet = seen.packet;
  while (line.take("truncated-ip") || line.take("bad-len") || line.take("bad-hlen"))
    if (!line.take_until("! ")) return false;
  packet.is_ip = true;
  if (const auto details = take_bracket(line)) {
    const bool v6 = details->find("hlim ") != details->npos;
    if (v6)
      read_ipv6_details(*details, packet);
    else
      read_ipv4_details(*details, packet);
    packet.protocol = protocol_in(*details);
  }
  if (!named) {
    line.take("IP ");
    line.take("IP6 ");
  }
  if (!read_ends(line, packet)) return false;
  packet.ether_type = packet.source.is_v4() ? ether_type::ipv4 : ether_type::ipv6;
  return read_transport(line, seen);
}

/// "10.0.0.1.40000 > 10.0.0.2.80: ", and of what has no ports the addresses alone.
bool PacketLineReader::read_ends(Cursor& line, trace::Packet& packet) {
  const auto source = line.take_until(" > ");
  const auto destination = source ? line.take_until(": ") : std::nullopt;
  const bool bare = source && !destination;
  if (!source || source->find(' ') != source->npos || bare) return false;
  if (destination->find(' ') != destination->npos) return false;
  return read_end(*source, packet.source, packet.source_port) &&
         read_end(*destination, packet.destination, packet.destination_port);
}

/// An address, or a name, and behind its last dot perhaps a port or a service's name.
bool PacketLineReader::read_end(std::string_view text, IpAddress& address,
                                std::optional<uint16_t>& port) {
  if (text.empty()) return false;
  if (const auto whole = IpAddress::parse(text)) {
    address = *whole;
    return true;
  }
  const size_t dot = text.find_last_of('.');
  const auto host = text.substr(0, dot);
  if (dot != text.npos) {
    const auto last = text.substr(dot + 1);
    port = port_of(last);
    if (const auto parsed = IpAddress::parse(host)) {
      address = *parsed;
      if (!port) port = stand_in_port(last);
      return true;
    }
  }
  // A name of its own, or with a port: the last part of "lb1.example.com" is no service.
  address = names_.address_of(port ? host : text);
  return true;
}

bool PacketLineReader::read_transport(Cursor& line, SeenPacket& seen) {
  trace::Packet& packet = seen.packet;
  const bool has_ports = packet.source_port && packet.destination_port;
  if (line.rest().starts_with("Flags [")) return read_tcp(line, seen);
  if (line.take("ICMP6, ")) {
    packet.protocol = protocol::icmp6;
    read_icmp_text(line.rest(), names_, packet);
  } else if (line.take("ICMP ")) {
    packet.protocol = protocol::icmp;
    read_icmp_text(line.rest(), names_, packet);
  } else if (line.take("sctp ")) {
    packet.protocol = protocol::sctp;
    packet.payload_claimed = packet.ip_length;
  } else if (has_ports && (packet.protocol == 0 || packet.protocol == protocol::udp)) {
    packet.protocol = protocol::udp;
    packet.payload_claimed = datagram_length(line.rest());
  } else if (packet.protocol == 0) {
    packet.protocol = line.rest().starts_with("VRRP") ? uint8_t{protocol::vrrp} : uint8_t{255};
  }
  if (!has_ports) packet.source_port = packet.destination_port = std::nullopt;
  return true;
}

bool PacketLineReader::read_tcp(Cursor& line, SeenPacket& seen) {
  trace::Packet& packet = seen.packet;
  if (!packet.source_port || !packet.destination_port) return false;
  packet.protocol = protocol::tcp;
  trace::TcpFields& tcp = packet.tcp.emplace();
  line.take("Flags [");
  const auto letters = line.take_until("]");
  if (!letters) return false;
  tcp.flags = flags_of(*letters);
  const auto text = line.rest();
  const auto head = text.substr(0, text.find("options ["));
  const auto tail = text.size() > head.size() ? text.substr(head.size()) : head;
  PrintedNumbers printed{.tuple = {packet.protocol,
                                   {packet.source, *packet.source_port},
                                   {packet.destination, *packet.destination_port}},
                         .syn = (tcp.flags & trace::syn_flag) != 0,
                         .sequence = number_behind<uint32_t>(head, "seq "),
                         .acknowledgement = number_behind<uint32_t>(head, "ack ")};
  const auto [sequence, acknowledgement] = numbers_.absolute(printed);
  tcp.sequence = sequence.value_or(0);
  tcp.acknowledgement = acknowledgement.value_or(0);
  seen.sequence_known = sequence.has_value();
  const bool has_ack = (tcp.flags & trace::ack_flag) != 0;
  seen.acknowledgement_known = !has_ack || acknowledgement.has_value();
  tcp.window = number_behind<uint16_t>(head, "win ").value_or(0);
  const auto value = number_behind<uint32_t>(tail, "TS val ");
  const auto echo = number_behind<uint32_t>(tail, " ecr ");
  if (value && echo) tcp.timestamps = trace::TcpTimestamps{*value, *echo};
  const auto options_end = std::min(tail.find(']'), tail.size());
  packet.payload_claimed =
      number_behind<uint32_t>(tail.substr(tail.starts_with("options") ? options_end : 0), "length ")
          .value_or(0);
  if (head.find("(correct)") != head.npos) packet.transport_checksum = trace::ChecksumState::right;
  if (head.find("(incorrect") != head.npos) packet.transport_checksum = trace::ChecksumState::wrong;
  return true;
}

}  // namespace hopproof::elsewhere
