#include "harness/elsewhere/view.hh"

#include <algorithm>

namespace hopproof::elsewhere {
namespace {

using trace::Packet;
using trace::Tuple;

class Viewer {
 public:
  explicit Viewer(View& view) : view_(view) {}

  void fill() {
    view_.front = view_.conversation.tuples.front();
    view_.back = view_.conversation.tuples.back();
    find_director();
    find_ends();
    sort_in();
    view_.ending = ending();
  }

 private:
  template <typename Take>
  void for_each_leg(Take take) const {
    for (const int index : view_.conversation.legs) take(view_.found.legs[size_t(index)]);
  }

  NodeHint hint(int node) const { return hint_of(view_.evidence.nodes[size_t(node)]); }

  /// Who rewrites; else who is called so.
  void find_director() {
    for (const int node : view_.conversation.rewriters)
      if (node >= 0 && view_.director < 0) view_.director = node;
    for_each_leg([&](const Leg& leg) {
      const bool named = hint(leg.node) == NodeHint::director;
      if (view_.director < 0 && named) view_.director = leg.node;
    });
  }

  /// The others: who saw the client's tuple sent is the client, who saw the last one the server.
  void find_ends() {
    for_each_leg([&](const Leg& leg) {
      if (leg.node == view_.director) return;
      const NodeHint is = hint(leg.node);
      const bool asks = is == NodeHint::client || (is == NodeHint::none && sends(leg));
      if (leg.tuple == view_.front && asks && view_.client < 0) view_.client = leg.node;
    });
    for_each_leg([&](const Leg& leg) {
      if (leg.node == view_.director || leg.node == view_.client) return;
      const NodeHint is = hint(leg.node);
      const bool last = leg.tuple == view_.back && (view_.is_rewritten() || is == NodeHint::server);
      const bool answers = is == NodeHint::none && !leg.backward.empty() && !passes_on(leg);
      const bool serves = is == NodeHint::server || answers;
      if (last && serves && view_.server < 0) view_.server = leg.node;
    });
  }

  bool sends(const Leg& leg) const {
    return !leg.forward.empty() && !passes_on(leg) &&
           view_.seen(leg.forward.front()).direction != Direction::in;
  }

  /// The same packet twice with another TTL: a router.
  bool passes_on(const Leg& leg) const {
    for (const auto* side : {&leg.forward, &leg.backward})
      for (size_t i = 1; i < side->size(); ++i) {
        const Packet& before = view_.packet((*side)[i - 1]);
        const Packet& after = view_.packet((*side)[i]);
        const bool same = before.tcp && after.tcp
                              ? before.tcp->sequence == after.tcp->sequence &&
                                    before.tcp->flags == after.tcp->flags
                              : before.ip_id != 0 && before.ip_id == after.ip_id;
        if (same && before.ttl == after.ttl + 1) return true;
      }
    return false;
  }

  static void add(Sightings& to, const std::vector<int>& some) {
    to.insert(to.end(), some.begin(), some.end());
  }

  void sort_in() {
    for_each_leg([&](const Leg& leg) {
      const bool front = leg.tuple == view_.front;
      const bool back = leg.tuple == view_.back && view_.is_rewritten();
      if (leg.node == view_.client) sort_in_client(leg, front);
      if (leg.node == view_.director) sort_in_director(leg, front, back);
      if (leg.node == view_.server && (back || (front && !view_.is_rewritten()))) {
        add(view_.request_at_server, leg.forward);
        add(view_.reply_at_server, leg.backward);
      }
    });
    for (const int error : view_.conversation.errors)
      view_.errors.push_back(view_.found.errors[size_t(error)].packet);
  }

  void sort_in_client(const Leg& leg, bool front) {
    add(front ? view_.request_at_client : view_.stray_from_client, leg.forward);
    add(front ? view_.reply_at_client : view_.stray_at_client, leg.backward);
  }

  void sort_in_director(const Leg& leg, bool front, bool back) {
    if (front) {
      add(view_.request_at_director, leg.forward);
      add(view_.reply_behind_director, leg.backward);
    }
    if (back) {
      add(view_.request_behind_director, leg.forward);
      add(view_.reply_at_director, leg.backward);
    }
  }

  /// The side nearest to the client that saw both directions, or one of them.
  Ending ending() const {
    const Ending near = ending_near_client();
    const bool stalled =
        near == Ending::answered && is_stalled(view_.reply_at_server, view_.request_at_server);
    return stalled ? Ending::timeout : near;
  }

  Ending ending_near_client() const {
    if (!view_.request_at_client.empty())
      return ending_of(view_.request_at_client, view_.reply_at_client);
    if (!view_.request_at_director.empty())
      return ending_of(view_.request_at_director, view_.reply_behind_director);
    if (!view_.request_at_server.empty())
      return ending_of(view_.request_at_server, view_.reply_at_server);
    return ending_of_any_leg();
  }

  Ending ending_of_any_leg() const {
    Ending found = Ending::unknown;
    for_each_leg([&](const Leg& leg) {
      if (found == Ending::unknown && leg.tuple == view_.front && !leg.forward.empty())
        found = ending_of(leg.forward, leg.backward);
    });
    return found;
  }

  Ending ending_of(const Sightings& request, const Sightings& reply) const {
    if (view_.is_tcp() ? is_tcp_answered(request, reply) : !reply.empty()) return Ending::answered;
    const bool reset = std::ranges::any_of(reply, [&](int i) { return is_rst(view_.packet(i)); });
    if (reset) return Ending::refused;
    return view_.errors.empty() ? Ending::timeout : Ending::unreachable;
  }

  /// The handshake came about, and what was asked in it was answered.
  bool is_tcp_answered(const Sightings& request, const Sightings& reply) const {
    const auto any = [&](const Sightings& some, auto is) {
      return std::ranges::any_of(some, [&](int i) { return is(view_.packet(i)); });
    };
    const auto data = [](const Packet& packet) { return packet.payload_claimed > 0; };
    const auto plain = [](const Packet& packet) {
      return packet.tcp && (packet.tcp->flags & (trace::syn_flag | trace::rst_flag)) == 0;
    };
    if (!any(request, plain)) return false;
    if (any(request, data)) return any(reply, plain) && !is_stalled(request, reply);
    return any(reply, is_syn_ack) || any(reply, plain);
  }

  /// The last data was sent again and again, and nothing came after its first time.
  bool is_stalled(const Sightings& request, const Sightings& reply) const {
    int repeated = 0, first = -1;
    uint32_t sequence = 0;
    for (const int index : request) {
      const Packet& packet = view_.packet(index);
      if (!packet.tcp || packet.payload_claimed == 0 || !view_.seen(index).sequence_known) continue;
      const bool again = first >= 0 && packet.tcp->sequence == sequence;
      if (!again) first = index;
      repeated = again ? repeated + 1 : 0;
      sequence = packet.tcp->sequence;
    }
    if (repeated < 2) return false;
    return std::ranges::none_of(reply, [&](int index) { return index > first; });
  }

  View& view_;
};

}  // namespace

std::string_view word(Ending ending) {
  switch (ending) {
    case Ending::answered:
      return "answered";
    case Ending::timeout:
      return "timeout";
    case Ending::refused:
      return "refused";
    case Ending::unreachable:
      return "unreachable";
    case Ending::unknown:
      break;
  }
  return "unknown";
}

std::string View::name(int node, const IpAddress& address) const {
  return node >= 0 ? evidence.nodes[size_t(node)] : evidence.names.text(address);
}

std::string View::director_name() const {
  return director >= 0 ? evidence.nodes[size_t(director)] : "the director";
}

View view_of(const Evidence& evidence, const Legs& found, const Conversation& conversation) {
  View view(evidence, found, conversation);
  Viewer(view).fill();
  return view;
}

int first_of(const View& view, const Sightings& some, bool (*is)(const trace::Packet&)) {
  const auto found = std::ranges::find_if(some, [&](int i) { return is(view.packet(i)); });
  return found == some.end() ? -1 : *found;
}

}  // namespace hopproof::elsewhere
