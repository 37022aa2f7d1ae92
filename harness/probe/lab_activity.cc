#include "harness/probe/lab_activity.hh"

#include "harness/base/address.hh"
#include "harness/base/error.hh"
#include "harness/base/text.hh"
#include "netns/netlink/neighbours.hh"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>

namespace hopproof::probe {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

bool has_running_thread(const fs::path& process) {
  std::error_code gone;  // a process may end while we look: then it does not run
  for (fs::directory_iterator thread(process / "task", gone), end; !gone && thread != end;
       thread.increment(gone)) {
    if (shows_running(first_line(thread->path() / "stat"))) return true;
  }
  return false;
}

std::vector<LabActivity::Place> places_of(netns::Lab& lab) {
  std::vector<LabActivity::Place> places;
  for (const netns::LabNode& node : lab.nodes()) places.push_back({node.node->name, &node.space});
  return places;
}

std::vector<const netns::Namespace*> spaces_of(const std::vector<LabActivity::Place>& places) {
  std::vector<const netns::Namespace*> spaces;
  for (const auto& place : places) spaces.push_back(place.space);
  return spaces;
}

}  // namespace

WaitingPackets::WaitingPackets(const netns::Namespace& space) {
  const netns::EnterScope in(space);
  table_ = Fd(::open("/proc/thread-self/net/netfilter/nfnetlink_queue", O_RDONLY | O_CLOEXEC));
}

bool WaitingPackets::any() const {
  if (!table_) return false;
  std::array<char, 4096> room;
  const ssize_t got = ::pread(table_.get(), room.data(), room.size(), 0);
  return got > 0 && shows_waiting_packet({room.data(), size_t(got)});
}

bool shows_waiting_packet(std::string_view table) {
  for (const std::string_view line : lines_of(table)) {
    const auto columns = words_of(line);
    const auto number = [&](size_t i) {
      return i < columns.size() ? parse_number(columns[i], UINT32_MAX) : std::nullopt;
    };
    if (number(0) && number(1) && number(2).value_or(0) > 0) return true;
  }
  return false;
}

Processes::Processes(const std::vector<const netns::Namespace*>& spaces) {
  for (const netns::Namespace* space : spaces) {
    struct stat about {};
    check("look at a namespace", ::fstat(space->fd().get(), &about));
    spaces_.insert(about.st_ino);
  }
}

bool Processes::any_running() const {
  std::error_code gone;
  for (fs::directory_iterator entry("/proc", gone), end; !gone && entry != end;
       entry.increment(gone)) {
    const std::string name = entry->path().filename();
    if (!parse_number(name, 1u << 30)) continue;
    struct stat about {};
    if (::stat((entry->path() / "ns/net").c_str(), &about) != 0) continue;
    if (spaces_.contains(about.st_ino) && has_running_thread(entry->path())) return true;
  }
  return false;
}

bool shows_running(std::string_view stat_line) {
  const size_t name_end = stat_line.rfind(')');  // the name may hold anything, also ") R"
  if (name_end == std::string_view::npos || name_end + 2 >= stat_line.size()) return false;
  const char state = stat_line[name_end + 2];
  return state == 'R' || state == 'D';
}

LabActivity::LabActivity(const std::vector<Place>& places) : processes_(spaces_of(places)) {
  for (const Place& place : places) nodes_.push_back(std::make_unique<Node>(place));
}

LabActivity::LabActivity(netns::Lab& lab) : LabActivity(places_of(lab)) {}

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

bool LabActivity::any_unfinished() {
  return std::ranges::any_of(nodes_,
                             [this](const auto& node) { return !unsettled(*node).empty(); });
}

bool LabActivity::resolving() {
  return std::ranges::any_of(nodes_, [](const auto& node) {
    return std::ranges::any_of(netlink::list_neighbours(node->routing),
                               &netlink::Neighbour::resolving);
  });
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

QuietSources LabActivity::sources(std::function<uint64_t()> frames_seen,
                                  std::function<void()> catch_up) {
  QuietSources sources;
  sources.catch_up = std::move(catch_up);
  sources.frames_seen = std::move(frames_seen);
  sources.resolving = [this] { return resolving(); };
  sources.busy = [this] { return busy(); };
  sources.packets_waiting = [this] { return packets_waiting(); };
  sources.any_unfinished = [this] { return any_unfinished(); };
  sources.unfinished = [this] { return unfinished(); };
  return sources;
}

}  // namespace hopproof::probe
