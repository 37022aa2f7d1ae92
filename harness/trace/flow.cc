#include "harness/trace/flow.hh"

#include "harness/base/protocol.hh"
#include "harness/trace/icmp.hh"
#include "harness/trace/tuple.hh"

#include <algorithm>
#include <optional>
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

using Lists = std::map<Tuple, std::vector<int>>;

void append(std::vector<int>& all, const Lists& lists, const Tuple& tuple) {
  const auto found = lists.find(tuple);
  if (found != lists.end()) all.insert(all.end(), found->second.begin(), found->second.end());
}

void sort_distinct(std::vector<int>& journeys) {
  std::ranges::sort(journeys);
  journeys.erase(std::unique(journeys.begin(), journeys.end()), journeys.end());
}

/// Whether a journey may be a request: errors and answers begin none.
bool may_ask(const Packet& first) { return !is_error(first) && !is_echo_reply(first); }

/// Which of the candidates are requests of the connection.
class Requests {
 public:
  Requests(const Trace& trace, const FlowKey& key)
      : trace_(trace), key_(key), wanted_(tuple_of(key)) {}

  /// The tuple itself; failing that (a client on the director, whose packets leave with another
  /// destination) what keeps the client's end, and failing that what keeps its port.
  std::vector<int> among(const std::vector<int>& candidates) const {
    using Rule = bool (Requests::*)(const Tuple&) const;
    for (const Rule rule : {&Requests::is_wanted, &Requests::keeps_source, &Requests::keeps_port}) {
      std::vector<int> found;
      for (const int journey : candidates) {
        const auto tuple = client_tuple(journey);
        if (tuple && (this->*rule)(*tuple)) found.push_back(journey);
      }
      if (!found.empty()) return found;
    }
    return {};
  }

 private:
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

  /// The tuple with which the journey leaves the client.
  std::optional<Tuple> client_tuple(int journey) const {
    const Crossing& first = trace_.first(trace_.journeys[journey]);
    const bool from_client = first.from == key_.client || first.from.empty();
    return from_client ? tuple_of(first.packet) : std::nullopt;
  }

  const Trace& trace_;
  const FlowKey& key_;
  Tuple wanted_;
};

TupleSet tuples_of(const Trace& trace, const std::vector<int>& journeys) {
  TupleSet tuples;
  for (const int journey : journeys) {
    for (const int crossing : trace.journeys[journey].crossings) {
      if (const auto tuple = tuple_of(trace.crossings[crossing].packet)) tuples.insert(*tuple);
    }
  }
  return tuples;
}

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

Flow find_flow(const Trace& trace, const FlowKey& key) { return FlowIndex(trace).find(key); }

FlowIndex::FlowIndex(const Trace& trace) : trace_(trace) {
  for (int i = 0; i < int(trace.journeys.size()); ++i) {
    const Packet& first = trace.first(trace.journeys[i]).packet;
    if (const auto tuple = tuple_of(first)) {
      if (may_ask(first)) by_port_[{tuple->protocol, tuple->source.port}].push_back(i);
      if (!is_error(first)) by_tuple_[*tuple].push_back(i);
    }
    for (const int crossing : trace.journeys[i].crossings) {
      const Packet& packet = innermost(trace.crossings[crossing].packet);
      const auto quoted = is_error(packet) ? tuple_of(*packet.carried) : std::nullopt;
      if (quoted) by_quoted_[*quoted].push_back(i);
    }
  }
}

const std::vector<int>& FlowIndex::candidates(const FlowKey& key) const {
  static const Journeys none;
  const Tuple wanted = tuple_of(key);
  const auto found = by_port_.find({wanted.protocol, wanted.source.port});
  return found == by_port_.end() ? none : found->second;
}

Flow FlowIndex::find(const FlowKey& key) const {
  Flow flow;
  flow.request = Requests(trace_, key).among(candidates(key));
  TupleSet tuples = tuples_of(trace_, flow.request);
  tuples.insert(tuple_of(key));
  for (const Tuple& asked : tuples) append(flow.reply, by_tuple_, asked.reversed());
  sort_distinct(flow.reply);
  std::erase_if(flow.reply,
                [&](int journey) { return std::ranges::binary_search(flow.request, journey); });
  tuples.merge(tuples_of(trace_, flow.reply));
  for (const Tuple& tuple : tuples) {
    append(flow.errors, by_quoted_, tuple);
    append(flow.errors, by_quoted_, tuple.reversed());
  }
  sort_distinct(flow.errors);
  return flow;
}

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
