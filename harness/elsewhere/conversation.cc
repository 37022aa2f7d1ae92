#include "harness/elsewhere/conversation.hh"

#include "harness/base/protocol.hh"
#include "harness/base/text.hh"
#include "harness/elsewhere/fingerprint.hh"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace hopproof::elsewhere {
namespace {

using trace::Packet;
using trace::Tuple;

/// More legs than a packet can have taken: what they share identifies nothing.
constexpr size_t most_alike = 24;
/// A node passes a packet on at once; its own clock says so.
constexpr int64_t most_inside_ns = 2'000'000'000;
/// Of a leg only its beginning is compared with others.
constexpr size_t most_compared = 64;

const Packet& packet_at(const Evidence& evidence, int index) {
  return trace::innermost(evidence.packets[size_t(index)].packet);
}

/// Which leg, and whether the packet goes the way of the opener there.
struct Occurrence {
  int leg = 0, packet = 0;
  bool forward = true;
};

/// An end that both have: NAT rarely rewrites all four parts at once.
bool shares_an_end(const Tuple& a, const Tuple& b) {
  return a.source == b.source || a.destination == b.destination ||
         a.source.address == b.source.address || a.destination.address == b.destination.address;
}

/// Legs as sets that grow together.
class Groups {
 public:
  explicit Groups(size_t size) : above_(size) { std::iota(above_.begin(), above_.end(), 0); }
  int top(int leg) {
    while (above_[size_t(leg)] != leg)
      leg = above_[size_t(leg)] = above_[size_t(above_[size_t(leg)])];
    return leg;
  }
  void join(int a, int b) { above_[size_t(top(a))] = top(b); }

 private:
  std::vector<int> above_;
};

class Joiner {
 public:
  Joiner(const Evidence& evidence, const Legs& found)
      : evidence_(evidence), legs_(found.legs), groups_(found.legs.size()) {}

  Groups join() && {
    for (int leg = 0; leg < int(legs_.size()); ++leg) index(leg);
    for (const auto& [fingerprint, occurrences] : occurrences_) {
      if (occurrences.size() > most_alike) continue;
      for (size_t i = 1; i < occurrences.size(); ++i)
        for (size_t j = 0; j < i; ++j) try_pair(fingerprint, occurrences[j], occurrences[i]);
    }
    join_equal_datagrams();
    return std::move(groups_);
  }

 private:
  void index(int leg) {
    const Leg& one = legs_[size_t(leg)];
    for (const bool forward : {true, false}) {
      const auto& packets = forward ? one.forward : one.backward;
      for (size_t i = 0; i < std::min(packets.size(), most_compared); ++i)
        for (const Fingerprint& print : fingerprints_of(evidence_.packets[size_t(packets[i])]))
          note(print, {leg, packets[i], forward});
    }
  }

  void note(const Fingerprint& fingerprint, const Occurrence& one) {
    auto& all = occurrences_[fingerprint];
    const bool known = std::ranges::any_of(all, [&](const Occurrence& other) {
      return other.leg == one.leg && other.forward == one.forward;
    });
    if (!known && all.size() <= most_alike) all.push_back(one);
  }

  void try_pair(const Fingerprint& fingerprint, const Occurrence& a, const Occurrence& b) {
    const Leg& one = legs_[size_t(a.leg)];
    const Leg& two = legs_[size_t(b.leg)];
    if (one.tuple.protocol != two.tuple.protocol || a.leg == b.leg) return;
    if (fingerprint.kind == Fingerprint::Kind::handshake) {
      if (a.forward != b.forward) groups_.join(a.leg, b.leg);
      return;
    }
    if (a.forward != b.forward) return;
    if (one.node == two.node && !is_at_once(a, b)) return;
    if (one.tuple == two.tuple || shares_an_end(one.tuple, two.tuple) ||
        (fingerprint.is_strong() && is_random(a)))
      groups_.join(a.leg, b.leg);
  }

  /// Crafted packets have the sequence number 1, and many connections of them.
  bool is_random(const Occurrence& one) const {
    const Packet& packet = packet_at(evidence_, one.packet);
    return packet.tcp && (packet.tcp->sequence > 0xffff || packet.tcp->timestamps);
  }

  bool is_at_once(const Occurrence& a, const Occurrence& b) const {
    const int64_t apart =
        evidence_.packets[size_t(a.packet)].time_ns - evidence_.packets[size_t(b.packet)].time_ns;
    return std::abs(apart) < most_inside_ns;
  }

  /// Text tells little of a datagram: its length, and the end that was not rewritten.
  void join_equal_datagrams() {
    std::map<std::pair<uint8_t, Endpoint>, std::vector<int>> by_client;
    for (int leg = 0; leg < int(legs_.size()); ++leg) {
      const Tuple& tuple = legs_[size_t(leg)].tuple;
      if (tuple.protocol != protocol::tcp) by_client[{tuple.protocol, tuple.source}].push_back(leg);
    }
    for (const auto& [client, some] : by_client)
      for (size_t i = 1; i < some.size() && i < most_alike; ++i)
        for (size_t j = 0; j < i; ++j)
          if (are_alike(legs_[size_t(some[j])], legs_[size_t(some[i])]))
            groups_.join(some[j], some[i]);
  }

  bool are_alike(const Leg& a, const Leg& b) const {
    if (a.tuple == b.tuple) return a.node != b.node;
    if (a.forward.empty() || b.forward.empty() || a.node != b.node) return false;
    const Occurrence first{0, a.forward.front(), true}, second{0, b.forward.front(), true};
    const Packet& one = packet_at(evidence_, first.packet);
    const Packet& two = packet_at(evidence_, second.packet);
    const bool unknown = one.ip_id == 0 || two.ip_id == 0;
    return unknown && one.payload_claimed == two.payload_claimed && is_at_once(first, second);
  }

  const Evidence& evidence_;
  const std::vector<Leg>& legs_;
  Groups groups_;
  std::map<Fingerprint, std::vector<Occurrence>> occurrences_;
};

/// Orders the tuples of one conversation, and names who rewrote.
class Orderer {
 public:
  Orderer(const Evidence& evidence, const Legs& found, Conversation& conversation)
      : evidence_(evidence), legs_(found.legs), conversation_(conversation) {}

  void order() {
    std::set<Tuple> tuples;
    for (const int leg : conversation_.legs) tuples.insert(legs_[size_t(leg)].tuple);
    std::vector<Tuple> left(tuples.begin(), tuples.end());
    while (!left.empty()) {
      const auto first = std::ranges::min_element(
          left, [&](const Tuple& a, const Tuple& b) { return rank(a, left) < rank(b, left); });
      conversation_.tuples.push_back(*first);
      left.erase(first);
    }
    for (size_t i = 0; i + 1 < conversation_.tuples.size(); ++i)
      conversation_.rewriters.push_back(
          rewriter(conversation_.tuples[i], conversation_.tuples[i + 1]));
  }

 private:
  /// How many of the others come before it by some node's clock; then the higher TTL, then what the
  /// names of the nodes let expect.
  std::tuple<int, int, int> rank(const Tuple& tuple, const std::vector<Tuple>& left) const {
    int before = 0;
    for (const Tuple& other : left)
      if (other != tuple && precedes(other, tuple)) ++before;
    return {before, -ttl(tuple), hint_rank(tuple)};
  }

  const Leg* leg(int node, const Tuple& tuple) const {
    for (const int index : conversation_.legs) {
      const Leg& one = legs_[size_t(index)];
      if (one.node == node && one.tuple == tuple) return &one;
    }
    return nullptr;
  }

  bool precedes(const Tuple& a, const Tuple& b) const {
    for (int node = 0; node < int(evidence_.nodes.size()); ++node) {
      const Leg* first = leg(node, a);
      const Leg* second = leg(node, b);
      if (!first || !second) continue;
      if (!first->forward.empty() && !second->forward.empty())
        return first->forward.front() < second->forward.front();
      // A reply goes the other way: the server's tuple comes first.
      if (!first->backward.empty() && !second->backward.empty())
        return second->backward.front() < first->backward.front();
      return !first->forward.empty() && second->forward.empty();
    }
    return false;
  }

  int ttl(const Tuple& tuple) const {
    int highest = 0;
    for (const int index : conversation_.legs) {
      const Leg& one = legs_[size_t(index)];
      if (one.tuple != tuple) continue;
      for (const int packet : one.forward)
        highest = std::max(highest, int{packet_at(evidence_, packet).ttl});
    }
    return highest;
  }

  int hint_rank(const Tuple& tuple) const {
    int least = 4;
    for (const int index : conversation_.legs) {
      const Leg& one = legs_[size_t(index)];
      if (one.tuple != tuple || one.forward.empty()) continue;
      const NodeHint hint = hint_of(evidence_.nodes[size_t(one.node)]);
      least = std::min(least, hint == NodeHint::none ? 2 : int(hint));
    }
    return least;
  }

  /// Of several that saw both, the one that the packet reaches last before and leaves first after:
  /// a router on both sides has a higher TTL before. Without TTLs, who took the least time.
  int rewriter(const Tuple& from, const Tuple& to) const {
    int best = -1;
    std::pair<int, int64_t> best_rank{std::numeric_limits<int>::max(), 0};
    for (int node = 0; node < int(evidence_.nodes.size()); ++node) {
      const Leg* before = leg(node, from);
      const Leg* after = leg(node, to);
      if (!before || !after || !is_passed_on(*before, *after)) continue;
      int lowest = 256;
      for (const int packet : before->forward)
        lowest = std::min(lowest, int{packet_at(evidence_, packet).ttl});
      const int64_t took = evidence_.packets[size_t(after->forward.front())].time_ns -
                           evidence_.packets[size_t(before->forward.front())].time_ns;
      const std::pair rank{lowest, std::abs(took)};
      if (rank < best_rank) {
        best_rank = rank;
        best = node;
      }
    }
    return best;
  }

  /// A client that resets a stray answer has sent with both tuples, but no packet twice. Of
  /// datagrams text may show too little.
  bool is_passed_on(const Leg& before, const Leg& after) const {
    if (before.forward.empty() || after.forward.empty()) return false;
    const bool tcp = before.tuple.protocol == protocol::tcp;
    return !tcp || !same_packets(evidence_, before, after).forward.empty();
  }

  const Evidence& evidence_;
  const std::vector<Leg>& legs_;
  Conversation& conversation_;
};

bool is_about(const Tuple& quoted, const Tuple& tuple) {
  const auto fits = [](const Endpoint& quote, const Endpoint& own) {
    return quote.address == own.address && (quote.port == 0 || quote.port == own.port);
  };
  const bool same = quoted.protocol == 0 || quoted.protocol == tuple.protocol;
  return same &&
         ((fits(quoted.source, tuple.source) && fits(quoted.destination, tuple.destination)) ||
          (fits(quoted.source, tuple.destination) && fits(quoted.destination, tuple.source)));
}

void add_errors(const Legs& found, std::vector<Conversation>& conversations) {
  for (int error = 0; error < int(found.errors.size()); ++error)
    for (Conversation& conversation : conversations)
      if (std::ranges::any_of(conversation.tuples, [&](const Tuple& tuple) {
            return is_about(found.errors[size_t(error)].quoted, tuple);
          }))
        conversation.errors.push_back(error);
}

std::vector<std::pair<int, int>> same_of(const Evidence& evidence, const std::vector<int>& a,
                                         const std::vector<int>& b) {
  const auto prints = [&](int packet) { return fingerprints_of(evidence.packets[size_t(packet)]); };
  std::map<Fingerprint, int> known;
  for (const int packet : a)
    for (const Fingerprint& print : prints(packet))
      if (print.kind != Fingerprint::Kind::handshake) known.try_emplace(print, packet);
  std::vector<std::pair<int, int>> same;
  std::set<int> taken;
  for (const int packet : b)
    for (const Fingerprint& print : prints(packet)) {
      const auto found = known.find(print);
      if (found == known.end() || !taken.insert(found->second).second) continue;
      same.emplace_back(found->second, packet);
      break;
    }
  return same;
}

}  // namespace

std::vector<Conversation> find_conversations(const Evidence& evidence, const Legs& found) {
  Groups groups = Joiner(evidence, found).join();
  std::map<int, size_t> known;
  std::vector<Conversation> conversations;
  for (int leg = 0; leg < int(found.legs.size()); ++leg) {
    const auto [at, is_new] = known.try_emplace(groups.top(leg), conversations.size());
    if (is_new) conversations.emplace_back();
    conversations[at->second].legs.push_back(leg);
  }
  for (Conversation& conversation : conversations) Orderer(evidence, found, conversation).order();
  add_errors(found, conversations);
  return conversations;
}

SamePackets same_packets(const Evidence& evidence, const Leg& a, const Leg& b) {
  return {same_of(evidence, a.forward, b.forward), same_of(evidence, a.backward, b.backward)};
}

NodeHint hint_of(std::string_view name) {
  const std::string low = lowered(name);
  constexpr std::array directors{"director", "lb",           "lvs", "ipvs",
                                 "balancer", "loadbalancer", "dir"};
  constexpr std::array servers{"rs", "real", "server", "srv", "web", "backend", "app"};
  constexpr std::array clients{"client", "cl", "user", "cip"};
  const auto begins = [&](const char* word) { return low.starts_with(word); };
  if (std::ranges::any_of(clients, begins)) return NodeHint::client;
  if (std::ranges::any_of(directors, begins)) return NodeHint::director;
  if (std::ranges::any_of(servers, begins)) return NodeHint::server;
  return NodeHint::none;
}

}  // namespace hopproof::elsewhere
