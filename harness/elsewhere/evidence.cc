#include "harness/elsewhere/evidence.hh"

#include "harness/elsewhere/readers/capture_reader.hh"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

/// Of one connection at one node; of very many packets in all, fewer; and no more at all.
constexpr uint32_t first_packets = 400, few_packets = 8;
constexpr size_t many_packets = 400'000, most_packets = 2'000'000, most_flows = 500'000;

trace::Tuple unordered(const trace::Tuple& tuple) { return std::min(tuple, tuple.reversed()); }

bool tells_an_end(const trace::Packet& packet) {
  return packet.tcp && (packet.tcp->flags & (trace::rst_flag | trace::syn_flag)) != 0;
}

std::string port_text(const std::string& host, uint16_t port) {
  if (port == 0) return host;
  return host.find(':') == host.npos ? fmt::format("{}:{}", host, port)
                                     : fmt::format("[{}]:{}", host, port);
}

}  // namespace

std::string Evidence::text(const Endpoint& endpoint) const {
  return port_text(names.text(endpoint.address), endpoint.port);
}

std::string Evidence::text(const trace::Tuple& tuple) const {
  return fmt::format("{} > {}", text(tuple.source), text(tuple.destination));
}

std::string Evidence::place(int packet) const {
  const SeenPacket& seen = packets[size_t(packet)];
  const std::string& path = files[size_t(seen.file)].path;
  const auto name = path == "-" ? "stdin" : std::filesystem::path(path).filename().string();
  return fmt::format("{}:{}", name, seen.number);
}

std::string Evidence::cite(int packet) const {
  const SeenPacket& seen = packets[size_t(packet)];
  const trace::Packet& inner = trace::innermost(seen.packet);
  const auto port = [](const std::optional<uint16_t>& p) { return p.value_or(0); };
  std::string ends = seen.packet.tuple();
  if (inner.is_ip)
    ends = fmt::format("{} > {}", text(Endpoint{inner.source, port(inner.source_port)}),
                       text(Endpoint{inner.destination, port(inner.destination_port)}));
  return fmt::format("{} {} ({})", inner.kind_text(), ends, place(packet));
}

int Evidence::node(std::string_view name) const {
  const auto found = std::ranges::find(nodes, name);
  return found == nodes.end() ? -1 : int(found - nodes.begin());
}

void Collector::read(const std::string& argument) {
  const size_t equals = argument.find('=');
  CaptureFile file;
  file.path = equals == argument.npos ? argument : argument.substr(equals + 1);
  if (equals != argument.npos) file.node = argument.substr(0, equals);
  ByteStream bytes(file.path);
  read(bytes, std::move(file));
}

void Collector::read(std::span<const uint8_t> content, const std::string& node,
                     const std::string& path) {
  CaptureFile file;
  file.path = path;
  file.node = node;
  ByteStream bytes(content, path);
  read(bytes, std::move(file));
}

void Collector::read(ByteStream& bytes, CaptureFile file) {
  const int index = int(evidence_.files.size());
  evidence_.files.push_back(std::move(file));
  CaptureFile& stored = evidence_.files.back();
  std::string node = stored.node;
  if (node.empty()) {
    const std::filesystem::path path(stored.path);
    node = stored.path == "-" ? "stdin" : path.stem().stem().string();
    stored.node = node;
  }
  read_capture(bytes, stored, evidence_.names, [&](SeenPacket&& packet) {
    packet.file = index;
    keep(std::move(packet), node);
  });
  if (stored.packets == 0) node_named(node);
}

int Collector::node_named(const std::string& name) {
  const int known = evidence_.node(name);
  if (known >= 0) return known;
  evidence_.nodes.push_back(name);
  return int(evidence_.nodes.size()) - 1;
}

void Collector::keep(SeenPacket&& packet, const std::string& file_node) {
  const int node = node_named(packet.node.empty() ? file_node : packet.node);
  const auto tuple = trace::tuple_of(packet.packet);
  const std::pair key{node, tuple ? unordered(*tuple) : trace::Tuple{}};
  const auto known = kept_.find(key);
  const uint32_t kept = known == kept_.end() ? 0 : known->second;
  const size_t all = evidence_.packets.size();
  const uint32_t limit = all < many_packets ? first_packets : few_packets;
  const bool wanted = kept < limit || (kept < 2 * limit && tells_an_end(packet.packet));
  if (!wanted || all >= most_packets || (known == kept_.end() && kept_.size() >= most_flows)) {
    ++evidence_.left_out;
    return;
  }
  kept_[key] = kept + 1;
  evidence_.packets.push_back(std::move(packet));
  evidence_.node_of.push_back(node);
}

/// By node, and at each node by its clock: several files of one host are one view.
Evidence Collector::take() {
  std::vector<size_t> order(evidence_.packets.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto rank = [&](size_t i) {
    return std::pair(evidence_.node_of[i], evidence_.packets[i].time_ns);
  };
  std::ranges::stable_sort(order, {}, rank);
  std::vector<SeenPacket> packets;
  std::vector<int> nodes;
  for (const size_t i : order) {
    packets.push_back(std::move(evidence_.packets[i]));
    nodes.push_back(evidence_.node_of[i]);
  }
  evidence_.packets = std::move(packets);
  evidence_.node_of = std::move(nodes);
  kept_.clear();
  return std::move(evidence_);
}

}  // namespace hopproof::elsewhere
