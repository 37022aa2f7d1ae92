#include "harness/probe/lab_activity.hh"

#include <algorithm>

namespace hopproof {
namespace {

std::vector<LabActivity::Place> places_of(Lab& lab) {
  std::vector<LabActivity::Place> places;
  for (const LabNode& node : lab.nodes()) places.push_back({node.node->name, &node.space});
  return places;
}

std::vector<const Namespace*> spaces_of(const std::vector<LabActivity::Place>& places) {
  std::vector<const Namespace*> spaces;
  for (const auto& place : places) spaces.push_back(place.space);
  return spaces;
}

}  // namespace

LabActivity::LabActivity(const std::vector<Place>& places) : processes_(spaces_of(places)) {
  for (const Place& place : places) nodes_.push_back(std::make_unique<Node>(place));
}

LabActivity::LabActivity(Lab& lab) : LabActivity(places_of(lab)) {}

void LabActivity::begin_step() {
  earlier_.clear();
  std::set<uint64_t> found;
  for (const auto& node : nodes_) {
    for (const TcpSocket& socket : unsettled(*node)) found.insert(socket.cookie);
  }
  earlier_ = std::move(found);
}

Unfinished LabActivity::unfinished() {
  Unfinished sum;
  for (const auto& node : nodes_) {
    for (const TcpSocket& socket : unsettled(*node)) {
      ++sum.connections;
      sum.resending += socket.resend_pending ? 1 : 0;
      sum.resends = std::max(sum.resends, socket.resends);
    }
  }
  return sum;
}

bool LabActivity::resolving() {
  return std::ranges::any_of(nodes_, [](const auto& node) { return node->neighbours.resolving(); });
}

bool LabActivity::packets_waiting() const {
  return std::ranges::any_of(nodes_, [](const auto& node) { return node->waiting.any(); });
}

bool LabActivity::busy() const { return packets_waiting() || processes_.any_running(); }

std::vector<TcpSocket> LabActivity::unsettled(const std::string& node) {
  const auto found = std::ranges::find_if(nodes_, [&](const auto& n) { return n->name == node; });
  return found == nodes_.end() ? std::vector<TcpSocket>() : unsettled(**found);
}

std::vector<TcpSocket> LabActivity::unsettled(Node& node) {
  std::vector<TcpSocket> sockets = node.sockets.tcp();
  std::erase_if(sockets, [&](const TcpSocket& socket) {
    return socket.settled() || earlier_.contains(socket.cookie);
  });
  return sockets;
}

QuietSources LabActivity::sources(std::function<uint64_t()> frames_seen) {
  QuietSources sources;
  sources.frames_seen = std::move(frames_seen);
  sources.resolving = [this] { return resolving(); };
  sources.busy = [this] { return busy(); };
  sources.packets_waiting = [this] { return packets_waiting(); };
  sources.unfinished = [this] { return unfinished(); };
  return sources;
}

}  // namespace hopproof
