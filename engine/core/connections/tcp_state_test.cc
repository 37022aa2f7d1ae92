#include "engine/core/connections/tcp_state.hh"

#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

using enum TcpState;

const std::map<std::string, TcpState> short_names{
    {"NO", none},     {"ES", established}, {"SS", syn_sent}, {"SR", syn_recv},
    {"FW", fin_wait}, {"TW", time_wait},   {"CL", close},    {"CW", close_wait},
    {"LA", last_ack}, {"LI", listen},      {"SA", syn_ack}};
const std::string from_states = "NO ES SS SR FW TW CL CW LA LI SA";

struct Row {
  const char* says;
  Direction direction;
  uint8_t flags;
  const char* to;  // one state for each of from_states
  bool secure = false;
};

constexpr auto request = Direction::request, reply = Direction::reply;

const Row rows[] = {
    {"client SYN", request, 0x02, "SR ES ES SR SR SR SR SR SR SR SR"},
    {"client FIN", request, 0x01, "CL CW SS TW TW TW CL CW LA LI TW"},
    {"client ACK", request, 0x10, "ES ES SS ES FW TW CL CW CL LI ES"},
    {"client RST", request, 0x04, "CL CL CL SR CL CL CL CL LA LI SR"},
    {"server SYN", reply, 0x02, "SS ES SS SR SS SS SS SS SS LI SR"},
    {"server FIN", reply, 0x01, "TW FW SS TW FW TW CL TW LA LI TW"},
    {"server ACK", reply, 0x10, "ES ES SS ES FW TW CL CW LA ES ES"},
    {"server RST", reply, 0x04, "CL CL SS CL CL TW CL CL CL CL CL"},
    {"RST goes before SYN, FIN and ACK", request, 0x17, "CL CL CL SR CL CL CL CL LA LI SR"},
    {"SYN goes before FIN and ACK", reply, 0x13, "SS ES SS SR SS SS SS SS SS LI SR"},
    {"FIN goes before ACK", request, 0x11, "CL CW SS TW TW TW CL CW LA LI TW"},
    {"no flag at all closes", request, 0x00, "CL CL CL CL CL CL CL CL CL CL CL"},
    {"PSH and URG count as nothing", reply, 0x28, "CL CL CL CL CL CL CL CL CL CL CL"},
    {"secure: server SYN asks for proof", reply, 0x02, "SS ES SS SA SS SS SS SS SS LI SA", true},
    {"secure: client ACK proves nothing", request, 0x10, "ES ES SS SR FW TW CL CW CL LI SA", true},
    {"secure: client FIN proves nothing", request, 0x01, "CL CW SS TW TW TW CL CW LA LI SA", true},
    {"secure: server ACK does", reply, 0x10, "ES ES SS ES FW TW CL CW LA ES ES", true},
};

class Transitions : public testing::TestWithParam<Row> {};

TEST_P(Transitions, LeadWhereTheKernelSays) {
  const Row& row = GetParam();
  std::istringstream from(from_states), to(row.to);
  for (std::string a, b; from >> a && to >> b;)
    EXPECT_EQ(name(next_state(short_names.at(a), row.direction, row.flags, row.secure)),
              name(short_names.at(b)))
        << row.says << " in " << a;
}

INSTANTIATE_TEST_SUITE_P(Rows, Transitions, testing::ValuesIn(rows));

TEST(TcpState, ActiveAreThoseThatOpenOrAreOpen) {
  for (const auto& [text, state] : short_names)
    EXPECT_EQ(is_active(state), text == "ES" || text == "SS" || text == "SR" || text == "SA")
        << text;
}

}  // namespace
}  // namespace hopproof::core
