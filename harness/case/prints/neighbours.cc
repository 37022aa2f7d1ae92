#include "harness/base/text.hh"
#include "harness/case/prints/ip_prints.hh"

namespace hopproof {
namespace {

/// "10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 router REACHABLE"
std::optional<PrintedNeighbour> read_ip_neigh(const PrintLine& line) {
  const auto address = IpAddress::parse(line.word(0));
  if (!address || line.after("dev").empty()) return std::nullopt;
  return PrintedNeighbour{*address, std::string(line.after("dev")), lowered(line.after("lladdr")),
                          std::string(line.words.back()), line.place};
}

/// "10.0.0.1  ether  02:00:00:00:00:01  C  eth0" of `arp -n`, "(incomplete)" without an answer.
std::optional<PrintedNeighbour> read_arp(const PrintLine& line) {
  const auto address = IpAddress::parse(line.word(0));
  const bool answered = line.word(1) == "ether";
  if (!address || line.words.size() < 3 || (!answered && line.word(1) != "(incomplete)"))
    return std::nullopt;
  return PrintedNeighbour{*address, std::string(line.words.back()),
                          answered ? lowered(line.word(2)) : "", "", line.place};
}

/// "? (10.0.0.1) at 02:00:00:00:00:01 [ether] on eth0" of `arp -a`.
std::optional<PrintedNeighbour> read_arp_all(const PrintLine& line) {
  const auto address = IpAddress::parse(trimmed(line.word(1), "()"));
  if (!address || line.word(2) != "at") return std::nullopt;
  const bool answered = line.word(3) != "<incomplete>";
  return PrintedNeighbour{*address, std::string(line.after("on")),
                          answered ? lowered(line.word(3)) : "", "", line.place};
}

}  // namespace

PrintedNeighbours read_neighbours(std::string_view text) {
  PrintedNeighbours printed;
  for (const PrintLine& line : print_lines(text)) {
    if (line.word(0) == "Address") continue;
    auto neighbour = read_ip_neigh(line);
    if (!neighbour) neighbour = read_arp(line);
    if (!neighbour) neighbour = read_arp_all(line);
    if (neighbour) {
      printed.neighbours.push_back(*std::move(neighbour));
    } else {
      printed.unread.push_back(
          {line.place, "this is no neighbour as `ip neigh` or `arp -n` lists it"});
    }
  }
  return printed;
}

}  // namespace hopproof
