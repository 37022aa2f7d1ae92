#include "harness/verdict/checks/packet_match.hh"

#include "harness/verdict/checks/packet_kind.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using Fit = PacketMatch::Fit;

/// Holds one packet against one pattern, field by field. The first difference is the one reported;
/// a doubt counts only where nothing differs.
class Comparison {
 public:
  Comparison(const Names& names, Words words) : names_(names) { match_.words = std::move(words); }

  void compare(const PacketPattern& pattern, const trace::Packet& packet) {
    if (!is_kind(pattern, packet)) {
      return differ(fmt::format("it is {}", packet.kind_text()));
    }
    if (packet.arp) {
      address("the address in it", pattern.destination,
              packet.arp->is_request ? packet.arp->target : packet.arp->sender);
      return;
    }
    end("source", pattern.source, packet.source, packet.source_port);
    end("destination", pattern.destination, packet.destination, packet.destination_port);
    carried(pattern, packet);
    number("ttl", pattern.ttl, packet.ttl);
    number("size", pattern.size, packet.ip_length);
  }

  PacketMatch take() { return std::move(match_); }

 private:
  void end(std::string_view which, const AddressPattern& pattern, const IpAddress& seen,
           const std::optional<uint16_t>& seen_port) {
    address(fmt::format("its {}", which), pattern, seen);
    port(fmt::format("its {} port", which), pattern.port, seen_port);
  }

  void address(std::string_view what, const AddressPattern& pattern, const IpAddress& seen) {
    if (pattern.kind == AddressPattern::Kind::any) return;
    const std::vector<IpAddress> meant = names_.addresses(pattern);
    const bool possible = std::ranges::find(meant, seen) != meant.end();
    if (meant.size() == 1 && possible) return;
    if (possible) return doubt(doubt_text(pattern, meant));
    AddressPattern name = pattern;
    name.port = {};
    const bool is_role = meant.size() == 1 && pattern.kind != AddressPattern::Kind::literal;
    if (meant.size() > 1)
      return differ(fmt::format("{} is {}, and {}", what, seen.text(), doubt_text(pattern, meant)));
    differ(fmt::format("{} is {}, not {}{}", what, seen.text(), name.text(),
                       is_role ? " " + meant.front().text() : ""));
  }

  void port(std::string_view what, const PortPattern& pattern,
            const std::optional<uint16_t>& seen) {
    if (pattern.kind == PortPattern::Kind::none || pattern.kind == PortPattern::Kind::any) return;
    if (!seen) return differ(fmt::format("{} is not there", what));
    uint16_t wanted = pattern.number;
    if (pattern.kind == PortPattern::Kind::word) {
      wanted = match_.words.try_emplace(pattern.word, *seen).first->second;
    }
    if (wanted == *seen) return;
    const std::string name = pattern.word.empty() ? "" : pattern.word + " ";
    differ(fmt::format("{} is {}, not {}{}", what, *seen, name, wanted));
  }

  void carried(const PacketPattern& pattern, const trace::Packet& packet) {
    if (!pattern.carrying) return;
    if (!packet.carried) return differ("it carries no packet");
    Comparison inner(names_, match_.words);
    inner.compare(*pattern.carrying, *packet.carried);
    PacketMatch found = inner.take();
    if (found.fit == Fit::differs) return differ("in the packet it carries: " + found.why);
    if (found.fit == Fit::unclear) return doubt(std::move(found.why));
    match_.words = std::move(found.words);
  }

  void number(std::string_view what, const std::optional<int>& wanted, uint32_t seen) {
    if (!wanted || static_cast<uint32_t>(*wanted) == seen) return;
    differ(fmt::format("its {} is {}, not {}", what, seen, *wanted));
  }

  void differ(std::string why) {
    if (match_.fit == Fit::differs) return;
    match_.fit = Fit::differs;
    match_.why = std::move(why);
  }

  void doubt(std::string why) {
    if (match_.fit != Fit::fits) return;
    match_.fit = Fit::unclear;
    match_.why = std::move(why);
  }

  const Names& names_;
  PacketMatch match_;
};

}  // namespace

PacketMatch match_packet(const PacketPattern& pattern, const trace::Packet& packet,
                         const Names& names, Words words) {
  Comparison comparison(names, std::move(words));
  comparison.compare(pattern, packet);
  return comparison.take();
}

}  // namespace hopproof::verdict
