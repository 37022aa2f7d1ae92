#include "harness/elsewhere/hops.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

using trace::Packet;
using trace::Tuple;

class WayFinder {
 public:
  WayFinder(const View& view, const Coverage& coverage) : view_(view), coverage_(coverage) {}

  SeenWay find() const {
    SeenWay way;
    const std::string client = view_.client_name(), server = view_.server_name();
    if (!view_.is_rewritten()) {
      const std::string far = view_.director >= 0 ? view_.director_name() : server;
      way.request = {hop(client, far, view_.front, true, nullptr)};
      way.reply = {hop(far, client, view_.front, false, nullptr)};
      drop_empty(way.reply);
      return way;
    }
    const std::string director = view_.director_name();
    way.request = {hop(client, director, view_.front, true, nullptr),
                   hop(director, server, view_.back, true, &view_.front)};
    way.reply = reply(client, director, server);
    return way;
  }

 private:
  std::vector<SeenHop> reply(const std::string& client, const std::string& director,
                             const std::string& server) const {
    const bool around = view_.reply_at_director.empty() && view_.reply_behind_director.empty() &&
                        !(view_.reply_at_server.empty() && view_.stray_at_client.empty());
    if (around && !view_.is_masqueraded()) {
      SeenHop one = hop(server, client, view_.back, false, nullptr);
      if (view_.director >= 0 && coverage_.is_complete(view_.director))
        one.where += "; not seen at " + director;
      return {one};
    }
    std::vector<SeenHop> hops{hop(server, director, view_.back, false, nullptr),
                              hop(director, client, view_.front, false, &view_.back)};
    while (!hops.empty() && hops.back().observation != Observation::seen) hops.pop_back();
    return hops;
  }

  static void drop_empty(std::vector<SeenHop>& hops) {
    std::erase_if(hops, [](const SeenHop& one) { return one.observation != Observation::seen; });
  }

  /// `before`: the tuple of the hop before, to mark what was rewritten.
  SeenHop hop(const std::string& from, const std::string& to, const Tuple& opened, bool forward,
              const Tuple* before) const {
    const Tuple tuple = forward ? opened : opened.reversed();
    SeenHop seen;
    verdict::HopResult& row = seen.hop;
    row.hop = fmt::format("{} > {}", from, to);
    row.from = from;
    row.to = to;
    row.source = view_.evidence.text(tuple.source);
    row.destination = view_.evidence.text(tuple.destination);
    row.tuple = fmt::format("{} > {}", row.source, row.destination);
    if (before) row.rewritten = rewritten(forward ? *before : before->reversed(), tuple);
    for (const int index : view_.conversation.legs) {
      const Leg& leg = view_.found.legs[size_t(index)];
      const auto& packets = forward ? leg.forward : leg.backward;
      if (leg.tuple == opened && !packets.empty()) add(packets, seen);
    }
    if (seen.observation != Observation::seen) seen.where = "not captured";
    return seen;
  }

  void add(const std::vector<int>& packets, SeenHop& seen) const {
    const int first = packets.front();
    const Packet& packet = view_.packet(first);
    verdict::HopResult& row = seen.hop;
    if (seen.observation != Observation::seen) {
      row.ttl = packet.ttl;
      row.frame = int(view_.seen(first).number);
      row.network_interface = view_.seen(first).interface;
    }
    if (seen.kind.empty() || is_opening(packet)) seen.kind = packet.kind_text();
    row.packets = std::max(row.packets, int(packets.size()));
    seen.where += (seen.where.empty() ? "" : ", ") + view_.evidence.place(first);
    seen.observation = Observation::seen;
  }

  static std::vector<std::string> rewritten(const Tuple& before, const Tuple& after) {
    std::vector<std::string> parts;
    if (before.source.address != after.source.address) parts.emplace_back("source");
    if (before.source.port != after.source.port) parts.emplace_back("sport");
    if (before.destination.address != after.destination.address) parts.emplace_back("destination");
    if (before.destination.port != after.destination.port) parts.emplace_back("dport");
    return parts;
  }

  const View& view_;
  const Coverage& coverage_;
};

}  // namespace

SeenWay way_of(const View& view, const Coverage& coverage) {
  return WayFinder(view, coverage).find();
}

}  // namespace hopproof::elsewhere
