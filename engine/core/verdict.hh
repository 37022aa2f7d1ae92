#pragma once

#include <cstdint>
#include <span>

namespace hopproof::core {

struct Connection;

/// Where a packet is met, as in ip_vs_ops4: LOCAL_IN 98/99, FORWARD 99/100, LOCAL_OUT -99/-98.
enum class Hook : uint8_t { input, forward, output };

/// What is known of a packet beside its bytes.
struct Arrival {
  Hook hook = Hook::input;
  uint32_t mark = 0;           ///< the user's part of skb->mark, for firewall-mark services
  bool old_conntrack = false;  ///< its conntrack entry is confirmed (only with vs.conntrack=1)
  /// Of an IPv6 datagram that came in fragments, the length of the largest (IP6CB frag_max_size);
  /// 0: it came whole.
  uint32_t largest_fragment = 0;
};

enum class Direction : uint8_t { request, reply };

/// What to do with the packet.
enum class Action : uint8_t {
  pass,          ///< none of ours: goes on unchanged
  drop,          ///< vanishes without a word
  send,          ///< request, rewritten: drop it here, send it on through OUTPUT
  accept_local,  ///< request to a server on the director, rewritten: goes on up the stack
  accept,        ///< reply (or an ICMP error of the server's side), rewritten: goes on
  answer,        ///< drop it and send `answer`
};

/// The outcome of Nat::handle(). Pointers and spans hold until the next call of any method of Nat.
struct Verdict {
  Action action = Action::pass;
  Direction direction = Direction::request;
  bool new_connection = false;       ///< this request made the entry
  bool first_reply = false;          ///< the first reply that the entry has seen
  uint32_t service_id = 0;           ///< ServiceView::id; 0: no connection, or its service is gone
  Connection* connection = nullptr;  ///< set for send, accept, accept_local
  std::span<uint8_t> instead;        ///< for accept: not empty where the packet changed its length
  std::span<const uint8_t> answer;   ///< whole IP packet with ICMP, for Action::answer
};

}  // namespace hopproof::core
