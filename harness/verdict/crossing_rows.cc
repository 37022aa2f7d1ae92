#include "harness/verdict/crossing_rows.hh"

#include "harness/verdict/checks/checksum_check.hh"
#include "harness/verdict/flow_rows.hh"
#include "harness/verdict/rewriting.hh"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

constexpr size_t most_rows = 500;
constexpr size_t most_bytes = 128;

std::string hex(const std::vector<uint8_t>& bytes) {
  std::string text;
  for (size_t i = 0; i < std::min(bytes.size(), most_bytes); ++i) {
    text += fmt::format("{:02x}", bytes[i]);
  }
  return text;
}

/// The position of a crossing in its packet's journey.
struct Position {
  int journey = -1;
  const trace::Crossing* before = nullptr;
};

std::vector<Position> positions(const trace::Trace& trace) {
  std::vector<Position> found(trace.crossings.size());
  for (size_t j = 0; j < trace.journeys.size(); ++j) {
    const trace::Crossing* before = nullptr;
    for (const int index : trace.journeys[j].crossings) {
      found[index] = {static_cast<int>(j), before};
      before = &trace.crossings[index];
    }
  }
  return found;
}

/// "0 request", "1 reply" by journey.
std::map<int, std::string> flow_names(const std::vector<Connection>& connections) {
  std::map<int, std::string> names;
  for (size_t i = 0; i < connections.size(); ++i) {
    const trace::Flow& flow = connections[i].flow;
    for (const int j : flow.request) names.emplace(j, fmt::format("{} request", i));
    for (const int j : flow.reply) names.emplace(j, fmt::format("{} reply", i));
    for (const int j : flow.errors) names.emplace(j, fmt::format("{} error", i));
  }
  return names;
}

/// Recognises resends: the same TCP segment (one that occupies sequence space) or ARP message once
/// more at the same hop.
class Resends {
 public:
  bool is_resend(const trace::Crossing& crossing) {
    const trace::Packet& packet = crossing.packet;
    const bool takes_sequence =
        packet.tcp && (packet.payload_claimed > 0 ||
                       (packet.tcp->flags & (trace::syn_flag | trace::fin_flag)) != 0);
    if (!takes_sequence && !packet.arp) return false;
    const uint32_t sequence = packet.tcp ? packet.tcp->sequence : 0;
    const int kind = packet.tcp
                         ? packet.tcp->flags & (trace::syn_flag | trace::fin_flag | trace::rst_flag)
                         : packet.arp->is_request;
    return !known_
                .emplace(crossing.from, crossing.to, source_text(packet), destination_text(packet),
                         packet.protocol, kind, sequence, packet.payload_hash)
                .second;
  }

 private:
  using Key =
      std::tuple<std::string, std::string, std::string, std::string, int, int, uint32_t, uint64_t>;
  std::set<Key> known_;
};

/// 0 for one that has no frame.
int frame_number(const trace::Crossing& crossing, const trace::Trace& trace) {
  return crossing.sent || crossing.received ? trace.frames[crossing.frame()].number : 0;
}

void set_frame(CrossingResult& row, const trace::Crossing& crossing, const trace::Trace& trace) {
  if (!crossing.sent && !crossing.received) return;
  const trace::Frame& frame = trace.frames[crossing.frame()];
  row.frame = frame.number;
  row.bytes_hex = hex(frame.bytes);
}

CrossingResult row_of(const trace::Crossing& crossing, const Position& position,
                      const trace::Trace& trace) {
  const trace::Packet& packet = crossing.packet;
  CrossingResult row;
  row.journey = position.journey;
  row.from = crossing.from;
  row.from_interface = crossing.from_interface;
  row.to = crossing.to;
  row.to_interface = crossing.to_interface;
  row.network = crossing.network;
  row.kind = packet.kind_text();
  row.source = source_text(packet);
  row.destination = destination_text(packet);
  if (packet.carried) row.carrying = packet.carried->text();
  row.ttl = packet.ttl;
  row.length = static_cast<int>(packet.ip_length);
  row.lost = crossing.lost();
  for (const int port : crossing.ports)
    row.switch_ports.push_back(trace.taps[port].node + "." + trace.taps[port].interface);
  row.bad_checksum = has_bad_checksum(packet);
  if (position.before) row.rewritten = rewritten_fields(position.before->packet, packet);
  set_frame(row, crossing, trace);
  return row;
}

std::set<int> offending_frames(const Mismatches& mismatches) {
  std::set<int> frames;
  for (const MismatchResult& mismatch : mismatches) {
    if (mismatch.frame != 0) frames.insert(mismatch.frame);
  }
  return frames;
}

std::set<int> cited_crossings(const std::vector<FindingResult>& findings) {
  std::set<int> cited;
  for (const FindingResult& finding : findings)
    cited.insert(finding.crossings.begin(), finding.crossings.end());
  return cited;
}

int64_t base_of(const StepRecord& record) {
  if (record.base_ns != 0 || record.trace.frames.empty()) return record.base_ns;
  return record.trace.frames.front().time_ns;
}

}  // namespace

CrossingRows crossing_rows(const std::vector<Connection>& connections, const Mismatches& mismatches,
                           const std::vector<FindingResult>& findings, const Evidence& evidence) {
  const trace::Trace& trace = evidence.trace();
  const std::vector<Position> places = positions(trace);
  const std::map<int, std::string> flows = flow_names(connections);
  const std::set<int> offending = offending_frames(mismatches);
  const std::set<int> cited = cited_crossings(findings);
  Resends resends;
  CrossingRows result;
  for (size_t i = 0; i < trace.crossings.size(); ++i) {
    const int id = static_cast<int>(i);
    const bool repeated = resends.is_resend(trace.crossings[i]);
    const bool offends = offending.contains(frame_number(trace.crossings[i], trace));
    if (result.rows.size() >= most_rows && !offends && !cited.contains(id)) {
      ++result.left_out;
      continue;
    }
    CrossingResult row = row_of(trace.crossings[i], places[i], trace);
    row.id = id;
    row.time_ns = trace.crossings[i].time_ns - base_of(evidence.record);
    row.offending = offends;
    row.repeated = repeated;
    if (const auto flow = flows.find(row.journey); flow != flows.end()) row.flow = flow->second;
    result.rows.push_back(std::move(row));
  }
  return result;
}

}  // namespace hopproof::verdict
