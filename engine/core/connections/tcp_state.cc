#include "engine/core/connections/tcp_state.hh"

namespace hopproof::core {

namespace {

using enum TcpState;

using Row = std::array<TcpState, tcp_state_count>;  // by the state that the packet meets
using Table = std::array<std::array<Row, 4>, 2>;    // by direction, then by flag

constexpr TcpState ES = established, SS = syn_sent, SR = syn_recv, FW = fin_wait, TW = time_wait,
                   CL = close, CW = close_wait, LA = last_ack, LI = listen, SA = syn_ack;

// clang-format off
constexpr Table usual{{
    {{  //  NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA    request
        Row{SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SR},  // syn
        Row{CL, CW, SS, TW, TW, TW, CL, CW, LA, LI, TW},  // fin
        Row{ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES},  // ack
        Row{CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, SR},  // rst
    }},
    {{  //  NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA    reply
        Row{SS, ES, SS, SR, SS, SS, SS, SS, SS, LI, SR},
        Row{TW, FW, SS, TW, FW, TW, CL, TW, LA, LI, TW},
        Row{ES, ES, SS, ES, FW, TW, CL, CW, LA, ES, ES},
        Row{CL, CL, SS, CL, CL, TW, CL, CL, CL, CL, CL},
    }},
}};

constexpr Table under_attack{{
    {{
        Row{SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SA},
        Row{CL, CW, SS, TW, TW, TW, CL, CW, LA, LI, SA},
        Row{ES, ES, SS, SR, FW, TW, CL, CW, CL, LI, SA},
        Row{CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, CL},
    }},
    {{
        Row{SS, ES, SS, SA, SS, SS, SS, SS, SS, LI, SA},
        Row{TW, FW, SS, TW, FW, TW, CL, TW, LA, LI, TW},
        Row{ES, ES, SS, ES, FW, TW, CL, CW, LA, ES, ES},
        Row{CL, CL, SS, CL, CL, TW, CL, CL, CL, CL, CL},
    }},
}};
// clang-format on

constexpr size_t no_row = 4;

size_t row_of(uint8_t flags) {
  if (flags & tcp_flag::rst) return 3;
  if (flags & tcp_flag::syn) return 0;
  if (flags & tcp_flag::fin) return 1;
  if (flags & tcp_flag::ack) return 2;
  return no_row;
}

}  // namespace

TcpState next_state(TcpState from, Direction direction, uint8_t flags, bool secure) {
  const size_t row = row_of(flags);
  if (row == no_row) return close;
  const Table& table = secure ? under_attack : usual;
  return table[static_cast<size_t>(direction)][row][static_cast<size_t>(from)];
}

bool is_active(TcpState state) {
  return state == established || state == syn_sent || state == syn_recv || state == syn_ack;
}

std::string_view name(TcpState state) {
  constexpr std::array<std::string_view, tcp_state_count> names{
      "NONE",  "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT", "TIME_WAIT",
      "CLOSE", "CLOSE_WAIT",  "LAST_ACK", "LISTEN",   "SYNACK"};
  return names[static_cast<size_t>(state)];
}

}  // namespace hopproof::core
