#include "harness/differential/state_changes.hh"

#include "engine/core/connections/sctp_state.hh"
#include "engine/core/connections/tcp_state.hh"

#include <array>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

core::Direction direction_of(Move move) {
  return move.kind == Move::Kind::request ? core::Direction::request : core::Direction::reply;
}

struct Tcp {
  using State = core::TcpState;
  static constexpr std::string_view name = "TCP";
  static constexpr std::array<uint8_t, 5> flags{core::tcp_flag::syn, core::tcp_flag::fin,
                                                core::tcp_flag::ack, core::tcp_flag::rst,
                                                core::tcp_flag::syn | core::tcp_flag::ack};
  static constexpr uint8_t opening = core::tcp_flag::syn;

  bool secure;
  State after(State from, Move move) const {
    return core::next_state(from, direction_of(move), move.flags, secure);
  }
};

struct Sctp {
  using State = core::SctpState;
  static constexpr std::string_view name = "SCTP";
  static constexpr std::array<uint8_t, 10> flags{0, 1, 2, 6, 7, 8, 9, 10, 11, 14};
  static constexpr uint8_t opening = core::sctp_chunk::init;

  State after(State from, Move move) const {
    std::array<uint8_t, core::sctp_header + core::sctp_chunk_header> packet{};
    packet[core::sctp_header] = move.flags;
    packet.back() = core::sctp_chunk_header;
    return core::next_state(from, direction_of(move), packet).value_or(from);
  }
};

/// Walks through the states in breadth, from the packet that makes a connection. An ICMP error can
/// make one, too, whose state is none: from there goes only what could not be reached before.
template <typename Protocol>
class Walk {
 public:
  explicit Walk(Protocol protocol) : protocol_(protocol) {
    const Move opening{Move::Kind::request, Protocol::opening};
    reach(protocol_.after(State::none, opening), {opening});
    go_on();
    reach(State::none, {{Move::Kind::error}});
    go_on();
  }
  std::vector<StateChange> changes() && { return std::move(changes_); }

 private:
  using State = typename Protocol::State;

  void reach(State state, std::vector<Move> way) {
    if (ways_.emplace(state, std::move(way)).second) reached_.push_back(state);
  }
  void go_on() {
    for (; left_ < reached_.size(); ++left_) leave(reached_[left_]);
  }
  void leave(State from) {
    std::map<State, StateChange> changes;
    for (const Move::Kind kind : {Move::Kind::request, Move::Kind::reply})
      for (const uint8_t flags : Protocol::flags) {
        const Move move{kind, flags};
        const State to = protocol_.after(from, move);
        if (to != from) changes[to].ends.push_back(move);
      }
    for (auto& [to, change] : changes) {
      change.name = fmt::format("{} {} > {}", Protocol::name, core::name(from), core::name(to));
      change.way = ways_[from];
      std::vector<Move> way = change.way;
      way.push_back(change.ends.front());
      reach(to, std::move(way));
      changes_.push_back(std::move(change));
    }
  }

  Protocol protocol_;
  std::vector<State> reached_;
  size_t left_ = 0;  // how many of them
  std::map<State, std::vector<Move>> ways_;
  std::vector<StateChange> changes_;
};

}  // namespace

const std::vector<StateChange>& state_changes(std::string_view protocol, bool secure) {
  static const std::vector<StateChange> tcp = Walk(Tcp{false}).changes(),
                                        secure_tcp = Walk(Tcp{true}).changes(),
                                        sctp = Walk(Sctp{}).changes();
  if (protocol == "sctp") return sctp;
  return secure ? secure_tcp : tcp;
}

std::set<std::string> names_of_state_changes() {
  std::set<std::string> names;
  for (const auto& [protocol, secure] : {std::pair("tcp", false), {"tcp", true}, {"sctp", false}})
    for (const StateChange& change : state_changes(protocol, secure)) names.insert(change.name);
  return names;
}

}  // namespace hopproof::differential
