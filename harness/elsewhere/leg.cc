#include "harness/elsewhere/leg.hh"

#include "harness/base/protocol.hh"
#include "harness/trace/icmp.hh"

#include <map>
#include <utility>

namespace hopproof::elsewhere {
namespace {

using trace::Packet;
using trace::Tuple;

bool has_flags(const Packet& packet, unsigned wanted, unsigned of) {
  return packet.tcp && (packet.tcp->flags & of) == wanted;
}

bool is_error(const Packet& packet) { return packet.icmp && packet.carried; }

bool is_reply_of_echo(const Packet& packet) {
  if (!packet.icmp) return false;
  const Family family = packet.protocol == protocol::icmp6 ? Family::v6 : Family::v4;
  return trace::is_icmp_echo(family, packet.icmp->type) &&
         !trace::is_icmp_echo_request(family, packet.icmp->type);
}

/// Nobody saw the beginning: the service is where the lower port is.
bool comes_from_server(const Packet& packet, const Tuple& tuple) {
  if (is_syn_ack(packet) || is_reply_of_echo(packet)) return true;
  if (packet.icmp || is_opening(packet)) return false;
  return packet.tcp && tuple.source.port < tuple.destination.port;
}

class LegFinder {
 public:
  explicit LegFinder(const Evidence& evidence) : evidence_(evidence) {}

  Legs find() && {
    for (int i = 0; i < int(evidence_.packets.size()); ++i) sort_in(i);
    return std::move(found_);
  }

 private:
  void sort_in(int index) {
    const Packet& packet = trace::innermost(evidence_.packets[size_t(index)].packet);
    if (is_error(packet)) return sort_in_error(index, *packet.carried);
    const auto tuple = trace::tuple_of(packet);
    if (!tuple || packet.fragment_offset != 0) return;
    Leg& leg = leg_of(index, packet, *tuple);
    (leg.tuple == *tuple ? leg.forward : leg.backward).push_back(index);
  }

  void sort_in_error(int index, const Packet& quote) {
    if (const auto quoted = trace::tuple_of(quote)) found_.errors.push_back({index, *quoted});
  }

  Leg& leg_of(int index, const Packet& packet, const Tuple& tuple) {
    const int node = evidence_.node_of[size_t(index)];
    const auto [known, is_new] =
        current_.try_emplace({node, std::min(tuple, tuple.reversed())}, found_.legs.size());
    if (!is_new && !begins_anew(found_.legs[known->second], packet, tuple))
      return found_.legs[known->second];
    known->second = found_.legs.size();
    const bool backward = comes_from_server(packet, tuple);
    return found_.legs.emplace_back(Leg{node, backward ? tuple.reversed() : tuple, {}, {}});
  }

  /// A SYN with another initial number than the one before.
  bool begins_anew(const Leg& leg, const Packet& packet, const Tuple& tuple) const {
    if (!is_opening(packet)) return false;
    if (leg.tuple != tuple) return true;
    for (const int earlier : leg.forward) {
      const Packet& other = trace::innermost(evidence_.packets[size_t(earlier)].packet);
      if (is_opening(other)) return other.tcp->sequence != packet.tcp->sequence;
    }
    return !leg.forward.empty();
  }

  const Evidence& evidence_;
  Legs found_;
  std::map<std::pair<int, Tuple>, size_t> current_;
};

}  // namespace

bool is_opening(const Packet& packet) {
  return has_flags(packet, trace::syn_flag, trace::syn_flag | trace::ack_flag | trace::rst_flag);
}

bool is_syn_ack(const Packet& packet) {
  constexpr unsigned both = trace::syn_flag | trace::ack_flag;
  return has_flags(packet, both, both);
}

bool is_rst(const Packet& packet) { return has_flags(packet, trace::rst_flag, trace::rst_flag); }

Legs find_legs(const Evidence& evidence) { return LegFinder(evidence).find(); }

}  // namespace hopproof::elsewhere
