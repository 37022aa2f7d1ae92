#include "harness/trace/passage.hh"

namespace hopproof::trace {
namespace {

bool belongs_elsewhere(const std::map<std::pair<std::string, Tuple>, std::set<Tuple>>& known,
                       const std::string& node, const Tuple& side, const Tuple& other) {
  const auto found = known.find({node, side});
  return found != known.end() && !found->second.contains(other);
}

bool ip_ids_differ(const Packet& a, const Packet& b) {
  return a.ip_id != 0 && b.ip_id != 0 && a.ip_id != b.ip_id;
}

bool is_answer(const Tuple& in, const Tuple& out) { return in != out && out == in.reversed(); }

}  // namespace

bool Rewritings::learn(const std::string& node, const Tuple& in, const Tuple& out) {
  const bool news = outgoing_[{node, in}].insert(out).second;
  incoming_[{node, out}].insert(in);
  outgoing_[{node, out.reversed()}].insert(in.reversed());
  incoming_[{node, in.reversed()}].insert(out.reversed());
  return news;
}

bool Rewritings::knows(const std::string& node, const Tuple& in, const Tuple& out) const {
  const auto found = outgoing_.find({node, in});
  return found != outgoing_.end() && found->second.contains(out);
}

bool Rewritings::contradicts(const std::string& node, const Tuple& in, const Tuple& out) const {
  return belongs_elsewhere(outgoing_, node, in, out) || belongs_elsewhere(incoming_, node, out, in);
}

bool same_ip_id(const Packet& a, const Packet& b) { return a.ip_id != 0 && a.ip_id == b.ip_id; }

bool may_pass(const PassageEnd& arrival, const PassageEnd& departure) {
  if (departure.time_ns < arrival.time_ns || departure.crossing <= arrival.crossing) return false;
  if (is_answer(arrival.tuple, departure.tuple)) return false;
  if (arrival.identity.is_strong()) return true;
  if (arrival.identity.kind == Identity::Kind::udp &&
      ip_ids_differ(*arrival.packet, *departure.packet)) {
    return false;
  }
  // What is passed on has lost a hop; a payload that is only echoed to somebody else has not.
  const bool rewritten_wholly = arrival.tuple.source != departure.tuple.source &&
                                arrival.tuple.destination != departure.tuple.destination;
  return !rewritten_wholly || departure.packet->ttl < arrival.packet->ttl;
}

int passage_score(const PassageEnd& arrival, const PassageEnd& departure, const std::string& node,
                  const Rewritings& rewritings) {
  const Tuple& in = arrival.tuple;
  const Tuple& out = departure.tuple;
  int score = 0;
  if (rewritings.contradicts(node, in, out)) score -= 16;
  if (ip_ids_differ(*arrival.packet, *departure.packet)) score -= 8;
  if (in.source == out.source) score += 4;
  if (in.destination == out.destination) score += 4;
  return score;
}

}  // namespace hopproof::trace
