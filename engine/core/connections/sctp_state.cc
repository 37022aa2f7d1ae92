#include "engine/core/connections/sctp_state.hh"

#include "harness/base/big_endian.hh"

namespace hopproof::core {

namespace {

using enum SctpState;

enum Event : uint8_t {
  data,
  init_chunk,
  init_ack,
  cookie_echo,
  cookie_ack,
  shutdown,
  shutdown_ack,
  shutdown_complete,
  error,
  abort,
  event_count,
};

/// By chunk type; all others are data.
constexpr std::array<Event, 15> events{
    data,        init_chunk, init_ack, data,         data,
    data,        abort,      shutdown, shutdown_ack, error,
    cookie_echo, cookie_ack, data,     data,         shutdown_complete,
};

using Row = std::array<SctpState, sctp_state_count>;        // by the present state
using Table = std::array<std::array<Row, event_count>, 2>;  // by direction and event

constexpr SctpState I1 = init1, IN = init, CS = cookie_sent, CR = cookie_replied, CW = cookie_wait,
                    CO = cookie, CE = cookie_echoed, ES = established, SS = shutdown_sent,
                    SR = shutdown_received, SA = shutdown_ack_sent, RJ = rejected, CL = closed;

// clang-format off
constexpr Table table{{
    {{  //  NO  I1  IN  CS  CR  CW  CO  CE  ES  SS  SR  SA  RJ  CL    request
        Row{ES, I1, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL},  // data
        Row{I1, IN, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, IN, IN},  // init
        Row{CW, CW, CW, CS, CR, CO, CO, CE, ES, SS, SR, SA, RJ, CL},  // init ack
        Row{CR, IN, IN, CR, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL},  // cookie echo
        Row{ES, I1, IN, CS, CR, CW, CO, ES, ES, SS, SR, SA, RJ, CL},  // cookie ack
        Row{SR, I1, IN, CS, CR, CW, CO, CE, SR, SS, SR, SA, RJ, CL},  // shutdown
        Row{CL, IN, IN, CS, CR, CW, CO, CE, ES, CL, SR, CL, RJ, CL},  // shutdown ack
        Row{CL, CL, CL, CS, CR, CW, CO, CE, ES, SS, SR, CL, RJ, CL},  // shutdown complete
        Row{CL, I1, IN, CS, CR, CW, CO, CL, ES, SS, SR, SA, RJ, CL},  // error
        Row{CL, CL, CL, CL, CL, RJ, CL, CL, CL, CL, CL, CL, CL, CL},  // abort
    }},
    {{  //  NO  I1  IN  CS  CR  CW  CO  CE  ES  SS  SR  SA  RJ  CL    reply
        Row{ES, I1, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL},
        Row{CW, CW, CW, CW, CW, CW, CW, CW, ES, CW, CW, CW, CW, CW},
        Row{CS, CS, CS, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL},
        Row{CE, CE, CE, CE, CE, CE, CE, CE, ES, SS, SR, SA, RJ, CL},
        Row{ES, ES, ES, ES, ES, ES, ES, ES, ES, SS, SR, SA, RJ, CL},
        Row{SS, SS, SS, SS, SS, SS, SS, SS, SS, SS, SR, SA, RJ, CL},
        Row{SA, SA, SA, SA, SA, CW, CO, CE, ES, SA, SA, SA, RJ, CL},
        Row{CL, I1, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL},
        Row{CL, CL, CL, CL, CL, CW, CO, CE, ES, SS, SR, SA, RJ, CL},
        Row{CL, RJ, CL, CL, CL, CL, CL, CL, CL, CL, CL, CL, CL, CL},
    }},
}};
// clang-format on

std::optional<uint8_t> chunk_at(std::span<const uint8_t> packet, size_t offset) {
  if (packet.size() < offset + sctp_chunk_header) return std::nullopt;
  return packet[offset];
}

std::optional<uint8_t> telling_chunk(std::span<const uint8_t> packet) {
  const auto first = first_chunk(packet);
  if (first != sctp_chunk::cookie_echo && first != sctp_chunk::cookie_ack) return first;
  const size_t length = load16(&packet[sctp_header + 2]);
  if (length < sctp_chunk_header) return first;
  const auto second = chunk_at(packet, sctp_header + (length + 3) / 4 * 4);
  return second == sctp_chunk::abort ? second : first;
}

}  // namespace

std::optional<uint8_t> first_chunk(std::span<const uint8_t> packet) {
  return chunk_at(packet, sctp_header);
}

std::optional<SctpState> next_state(SctpState from, Direction direction,
                                    std::span<const uint8_t> packet) {
  const auto chunk = telling_chunk(packet);
  if (!chunk) return std::nullopt;
  const Event event = *chunk < events.size() ? events[*chunk] : data;
  return table[static_cast<size_t>(direction)][event][static_cast<size_t>(from)];
}

std::string_view name(SctpState state) {
  constexpr std::array<std::string_view, sctp_state_count> names{
      "NONE",     "INIT1",       "INIT",   "C-SENT",     "C-REPLIED",  "C-WAIT",   "COOKIE",
      "C-ECHOED", "ESTABLISHED", "S-SENT", "S-RECEIVED", "S-ACK-SENT", "REJECTED", "CLOSED"};
  return names[static_cast<size_t>(state)];
}

}  // namespace hopproof::core
