#include "harness/verdict/diagnosis/rules.hh"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

std::string_view payload_of(const trace::Trace& trace, const trace::Crossing& crossing) {
  if (!crossing.sent && !crossing.received) return {};
  const auto& bytes = trace.frames[crossing.frame()].bytes;
  const size_t begin = std::min(size_t{crossing.packet.payload_offset}, bytes.size());
  const size_t length = std::min(size_t{crossing.packet.payload_length}, bytes.size() - begin);
  return {reinterpret_cast<const char*>(bytes.data()) + begin, length};
}

/// RFC 959: "227 Entering Passive Mode (h1,h2,h3,h4,p1,p2)".
std::optional<Endpoint> passive_address(std::string_view line) {
  const size_t open = line.find('(');
  if (!line.starts_with("227 ") || open == std::string_view::npos) return std::nullopt;
  std::array<uint32_t, 6> numbers{};
  const char* at = line.data() + open + 1;
  const char* const end = line.data() + line.size();
  for (uint32_t& number : numbers) {
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{} || number > 255 || next == end) return std::nullopt;
    at = next + 1;
  }
  return Endpoint{IpAddress::v4(numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]),
                  uint16_t(numbers[4] << 8 | numbers[5])};
}

/// An address inside of a payload, or one that the client knows from there.
struct Told {
  Endpoint address;
  const trace::Crossing* seen = nullptr;
  bool connects = false;
};

bool is_foreign(const Incident& incident, const IpAddress& address) {
  const auto& rip = incident.connection().roles.rip;
  return address != incident.service().address && std::ranges::find(rip, address) != rip.end();
}

std::optional<Told> told_address(const Incident& incident) {
  for (const trace::Crossing& crossing : incident.trace().crossings) {
    const trace::Packet& packet = crossing.packet;
    if (crossing.from == incident.client() && is_syn(packet) &&
        is_foreign(incident, packet.destination))
      return Told{destination_of(packet), &crossing, true};
  }
  for (const trace::Crossing* end : incident.ends(incident.flow().reply)) {
    if (end->to != incident.client()) continue;
    const auto address = passive_address(payload_of(incident.trace(), *end));
    if (address && is_foreign(incident, address->address)) return Told{*address, end, false};
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding payload_address(const Incident& incident) {
  if (incident.answered() || !incident.is_tcp() || !incident.delivery()) return std::nullopt;
  // Its own connections leave a director translated: they look alike.
  if (incident.is_client_on_director()) return std::nullopt;
  const auto told = told_address(incident);
  if (!told) return std::nullopt;
  const std::string address = told->address.text();
  Finding finding(incident, incident.server(),
                  told->connects
                      ? fmt::format("{} sent its own address in the payload, and {} connects to {}",
                                    incident.server(), incident.client(), address)
                      : fmt::format("{} sent its own address {} in the payload, and {} cannot "
                                    "connect to it",
                                    incident.server(), address, incident.client()));
  finding.cite(incident.dispatch(), "the control connection is translated");
  finding.cite(told->seen, told->connects ? "the client cannot know this address otherwise"
                                          : "227: the client is to connect to " + address);
  finding.rules_out("the control connection: it works");
  finding.remedy(incident.director(), "modprobe ip_vs_ftp", "with net.ipv4.vs.conntrack=1");
  finding.remedy(incident.server(),
                 fmt::format("vsftpd -opasv_address={}", incident.service().address.text()));
  return finding.take();
}

}  // namespace hopproof::verdict
