#include "harness/elsewhere/coverage.hh"

#include "harness/base/protocol.hh"

#include <algorithm>

namespace hopproof::elsewhere {
namespace {

/// An answer that was still to come would have come by then.
constexpr int64_t long_enough_ns = 100'000'000;
constexpr size_t most_tuples = 1'000'000;

bool mentions(const std::string& filter, const std::string& word) {
  return (" " + filter + " ").find(" " + word + " ") != std::string::npos;
}

/// Only what every reader of filters understands: "port 80" and "host 1.2.3.4" without src and dst
/// and without not. Anything else may hide the packet.
bool lets_pass(const std::string& filter, const trace::Tuple& tuple) {
  if (filter.empty()) return true;
  const auto word = [&](const std::string& text) { return mentions(filter, text); };
  if (word("not") || word("src") || word("dst") || filter.find('!') != filter.npos ||
      filter.find('[') != filter.npos)
    return false;
  const bool port = word("port " + std::to_string(tuple.source.port)) ||
                    word("port " + std::to_string(tuple.destination.port));
  const bool host = word("host " + tuple.source.address.text()) ||
                    word("host " + tuple.destination.address.text());
  if (word("port") && word("host") && word("and")) return port && host;
  if (word("port") || word("host")) return port || host;
  return filter == "tcp" || filter == "ip" || filter == "icmp or tcp" || filter == "tcp or icmp";
}

}  // namespace

Coverage::Coverage(const Evidence& evidence)
    : evidence_(evidence),
      last_packet_(evidence.nodes.size(), -1),
      tuples_(evidence.nodes.size()),
      ends_(evidence.nodes.size()),
      both_ways_(evidence.nodes.size(), false),
      dropped_(evidence.nodes.size(), false) {
  for (int i = 0; i < int(evidence.packets.size()); ++i) {
    const auto node = size_t(evidence.node_of[size_t(i)]);
    last_packet_[node] = i;
    const trace::Packet& packet = trace::innermost(evidence.packets[size_t(i)].packet);
    const bool redirect =
        packet.protocol == protocol::icmp && packet.icmp && packet.icmp->type == 5;
    if (redirect) redirects_.try_emplace(packet.destination, i);
    const auto tuple = trace::tuple_of(packet);
    if (!tuple || tuples_[node].size() >= most_tuples) continue;
    tuples_[node].insert(*tuple);
    ends_[node].emplace(tuple->source.address, tuple->destination.address);
    if (tuples_[node].contains(tuple->reversed())) both_ways_[node] = true;
  }
  for (size_t i = 0; i < evidence.packets.size(); ++i) {
    const CaptureFile& file = evidence.files[size_t(evidence.packets[i].file)];
    if (file.dropped > 0) dropped_[size_t(evidence.node_of[i])] = true;
  }
}

bool Coverage::listened_after(int packet) const {
  const int last = last_packet_[size_t(evidence_.node_of[size_t(packet)])];
  const SeenPacket& one = evidence_.packets[size_t(packet)];
  const SeenPacket& other = evidence_.packets[size_t(last)];
  const bool timed = evidence_.files[size_t(one.file)].has_times;
  return last > packet && (!timed || other.time_ns - one.time_ns >= long_enough_ns);
}

bool Coverage::shows(int node, const trace::Tuple& tuple) const {
  bool known = false;
  for (const CaptureFile& file : evidence_.files) {
    const bool own = file.node == evidence_.nodes[size_t(node)];
    if (!own || !file.filter_known) continue;
    known = true;
    if (std::ranges::none_of(file.filters,
                             [&](const std::string& filter) { return lets_pass(filter, tuple); }))
      return false;
  }
  if (known) return true;
  const auto& seen = tuples_[size_t(node)];
  return seen.contains(tuple) || (both_ways_[size_t(node)] && seen.contains(tuple.reversed()));
}

bool Coverage::saw(int node, const IpAddress& from, const IpAddress& to) const {
  return ends_[size_t(node)].contains({from, to});
}

int Coverage::redirect_to(const IpAddress& address) const {
  const auto found = redirects_.find(address);
  return found == redirects_.end() ? -1 : found->second;
}

bool Coverage::owns(int node, const IpAddress& address) const {
  const auto& seen = tuples_[size_t(node)];
  return !seen.empty() && std::ranges::all_of(seen, [&](const trace::Tuple& tuple) {
    return tuple.source.address == address || tuple.destination.address == address;
  });
}

bool Coverage::is_complete(int node) const {
  return !dropped_[size_t(node)] && evidence_.left_out == 0;
}

}  // namespace hopproof::elsewhere
