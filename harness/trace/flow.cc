#include "harness/trace/flow.hh"

#include "harness/base/protocol.hh"
#include "harness/trace/icmp.hh"
#include "harness/trace/tuple.hh"

#include <algorithm>
#include <set>

namespace hopproof::trace {
namespace {

using TupleSet = std::set<Tuple>;

/// An ICMP error has a tuple of its own only by accident: it belongs to what it quotes.
bool is_error(const Packet& packet) {
  const Packet& inner = innermost(packet);
  return inner.icmp && inner.carried;
}

bool is_echo_reply(const Packet& packet) {
  const Packet& inner = innermost(packet);
  if (!inner.icmp) return false;
  const Family family = inner.protocol == protocol::icmp6 ? Family::v6 : Family::v4;
  return is_icmp_echo(family, inner.icmp->type) && !is_icmp_echo_request(family, inner.icmp->type);
}

class FlowFinder {
 public:
  FlowFinder(const Trace& trace, const FlowKey& key)
      : trace_(trace), key_(key), wanted_(tuple_of(key)) {}

  Flow find() const {
    Flow flow;
    flow.request = requests();
    TupleSet asked = tuples_of(flow.request);
    asked.insert(wanted_);
    flow.reply = replies(flow.request, asked);
    TupleSet all = tuples_of(flow.reply);
    all.merge(asked);
    flow.errors = errors(all);
    return flow;
  }

 private:
  /// The tuple itself; failing that (a client on the director, whose packets leave with another
  /// destination) what keeps the client's end, and failing that what keeps its port.
  std::vector<int> requests() const {
    using Rule = bool (FlowFinder::*)(const Tuple&) const;
    for (const Rule rule :
         {&FlowFinder::is_wanted, &FlowFinder::keeps_source, &FlowFinder::keeps_port}) {
      auto found = starting_where([&](const Tuple& tuple) { return (this->*rule)(tuple); });
      if (!found.empty()) return found;
    }
    return {};
  }

  bool is_wanted(const Tuple& tuple) const {
    const bool same_source = key_.local.address.is_unspecified()
                                 ? tuple.source.port == wanted_.source.port
                                 : tuple.source == wanted_.source;
    return same_source && tuple.destination == wanted_.destination;
  }
  bool keeps_source(const Tuple& tuple) const { return tuple.source == wanted_.source; }
  bool keeps_port(const Tuple& tuple) const {
    return wanted_.source.port != 0 && tuple.source.port == wanted_.source.port;
  }

  std::vector<int> starting_where(const auto& accepts) const {
    std::vector<int> found;
    for (int i = 0; i < int(trace_.journeys.size()); ++i) {
      const auto tuple = client_tuple(i);
      if (tuple && accepts(*tuple)) found.push_back(i);
    }
    return found;
  }

  /// The tuple with which the journey leaves the client as a request of this protocol.
  std::optional<Tuple> client_tuple(int journey) const {
    const Crossing& first = trace_.first(trace_.journeys[journey]);
    const auto tuple = tuple_of(first.packet);
    const bool from_client = first.from == key_.client || first.from.empty();
    if (!tuple || !from_client || tuple->protocol != key_.protocol) return std::nullopt;
    if (is_error(first.packet) || is_echo_reply(first.packet)) return std::nullopt;
    return tuple;
  }

  TupleSet tuples_of(const std::vector<int>& journeys) const {
    TupleSet tuples;
    for (const int journey : journeys) {
      for (const int crossing : trace_.journeys[journey].crossings) {
        if (const auto tuple = tuple_of(trace_.crossings[crossing].packet)) tuples.insert(*tuple);
      }
    }
    return tuples;
  }

  std::vector<int> replies(const std::vector<int>& request, const TupleSet& asked) const {
    std::vector<int> found;
    for (int i = 0; i < int(trace_.journeys.size()); ++i) {
      const Packet& first = trace_.first(trace_.journeys[i]).packet;
      const auto tuple = tuple_of(first);
      const bool answer = tuple && !is_error(first) && asked.contains(tuple->reversed());
      if (answer && !std::ranges::binary_search(request, i)) found.push_back(i);
    }
    return found;
  }

  std::vector<int> errors(const TupleSet& tuples) const {
    std::vector<int> found;
    for (int i = 0; i < int(trace_.journeys.size()); ++i) {
      const auto& crossings = trace_.journeys[i].crossings;
      const bool quotes = std::ranges::any_of(crossings, [&](int crossing) {
        const Packet& packet = innermost(trace_.crossings[crossing].packet);
        const auto quoted = is_error(packet) ? tuple_of(*packet.carried) : std::nullopt;
        return quoted && (tuples.contains(*quoted) || tuples.contains(quoted->reversed()));
      });
      if (quotes) found.push_back(i);
    }
    return found;
  }

  const Trace& trace_;
  const FlowKey& key_;
  Tuple wanted_;
};

bool is_target(const Tuple& tuple, const std::vector<Endpoint>& targets) {
  return std::ranges::any_of(targets, [&](const Endpoint& target) {
    return target.address == tuple.destination.address &&
           (target.port == 0 || target.port == tuple.destination.port);
  });
}

FlowKey key_of(const std::string& client, const Tuple& tuple) {
  FlowKey key{client, tuple.protocol, tuple.source, tuple.destination, 0};
  if (tuple.protocol == protocol::icmp || tuple.protocol == protocol::icmp6) {
    key.echo_id = tuple.source.port;
    key.local.port = key.remote.port = 0;
  }
  return key;
}

}  // namespace

Flow find_flow(const Trace& trace, const FlowKey& key) { return FlowFinder(trace, key).find(); }

std::vector<FlowKey> flows_from(const Trace& trace, const std::string& client,
                                const std::vector<Endpoint>& targets) {
  std::vector<FlowKey> keys;
  TupleSet known, to_client;
  for (const Journey& journey : trace.journeys) {
    const Crossing& first = trace.first(journey);
    const auto tuple = tuple_of(first.packet);
    if (tuple && first.from != client) to_client.insert(*tuple);
    if (!tuple || first.from != client) continue;
    const bool opens = !to_client.contains(tuple->reversed()) && !is_error(first.packet);
    if (targets.empty() ? !opens : !is_target(*tuple, targets)) continue;
    const bool connection = tuple->source.port != 0 && !is_echo_reply(first.packet);
    if (connection && known.insert(*tuple).second) keys.push_back(key_of(client, *tuple));
  }
  return keys;
}

}  // namespace hopproof::trace
