#include "harness/base/text.hh"
#include "harness/case/iptables/netmask.hh"
#include "harness/case/prints/ip_prints.hh"
#include "harness/case/route/route_words.hh"

#include <algorithm>
#include <array>

namespace hopproof {
namespace {

bool is_in(std::string_view word, std::span<const std::string_view> list) {
  return std::ranges::find(list, word) != list.end();
}

std::optional<int> small_number(std::string_view word) {
  const auto number = parse_number(word, 1u << 30);
  return number ? std::optional(int(*number)) : std::nullopt;
}

bool is_mac(std::string_view word) {
  return word.size() == 17 && std::ranges::count(word, ':') == 5 &&
         word.find_first_not_of("0123456789abcdefABCDEF:") == std::string_view::npos;
}

/// Words with which lines begin that say nothing of what a case holds: counters, lifetimes,
/// details.
constexpr auto decoration = std::to_array<std::string_view>(
    {"valid_lft", "RX:", "TX:", "RX", "TX", "altname", "collisions:", "Interrupt:", "device",
     "promiscuity", "bridge_slave", "bond_slave", "Memory:", "Base", "Scope:"});

constexpr auto link_kinds = std::to_array<std::string_view>(
    {"bridge", "bond", "dummy", "macvlan", "macvtap", "ipvlan", "veth", "vxlan", "team", "tun",
     "gre", "ipip", "sit", "ip6tnl", "wireguard", "vrf", "geneve", "macsec", "ifb"});

class InterfacesReader {
 public:
  PrintedInterfaces read(std::string_view text) {
    for (const PrintLine& line : print_lines(text)) read_line(line);
    return std::move(printed_);
  }

 private:
  void read_line(const PrintLine& line) {
    const std::string_view first = line.word(0);
    if (first.size() > 1 && first.ends_with(':') &&
        parse_number(first.substr(0, first.size() - 1), 1u << 30))
      return read_numbered(line);
    if (!line.indented && read_named(line)) return;
    if (current_ == npos) return unread(line, "no interface stands above this line");
    if (first == "inet" || first == "inet6") return read_address(line, 0);
    if (first == "ether" || first.starts_with("link/")) return read_link(line);
    read_detail(line);
  }

  void unread(const PrintLine& line, std::string why) {
    printed_.unread.push_back({line.place, std::move(why)});
  }

  PrintedInterface& interface() { return printed_.interfaces[current_]; }

  void enter(std::string_view name, const PrintLine& line) {
    const size_t alias = name.find(':');
    name = name.substr(0, alias);
    auto& all = printed_.interfaces;
    const auto found = std::ranges::find(all, name, &PrintedInterface::name);
    current_ = size_t(found - all.begin());
    if (found != all.end()) return;
    all.push_back({});
    all.back().name = name;
    all.back().place = line.place;
  }

  /// "2: eth0@if5: <UP> mtu 1500 ...", "2: eth0    inet 10.0.0.2/24 ..."; with -o all of it.
  void read_numbered(const PrintLine& line) {
    std::string_view name = line.word(1);
    if (name.ends_with(':')) name.remove_suffix(1);
    const size_t at = name.find('@');
    if (!is_interface_name(name.substr(0, at)))
      return unread(line, "the name of an interface is expected here");
    enter(name.substr(0, at), line);
    if (at != std::string_view::npos) set_parent(name.substr(at + 1));
    if (line.word(2).starts_with('<')) read_flags(line);
    if (line.has("link/ether") || line.has("link/loopback") || line.has("link/none"))
      read_link(line);
    if (line.word(2) == "inet" || line.word(2) == "inet6") read_address(line, 2);
    for (size_t i = 3; i < line.words.size(); ++i) read_kind(line, i);
  }

  void set_parent(std::string_view parent) {
    if (parent.starts_with("if") && parse_number(parent.substr(2), 1u << 30)) return;
    if (parent != "NONE") interface().parent = parent;
  }

  void read_flags(const PrintLine& line) {
    const std::string_view flags = line.word(2);
    interface().is_up = flags.find("UP") != std::string_view::npos &&
                        (flags.find("<UP") != std::string_view::npos ||
                         flags.find(",UP") != std::string_view::npos);
    read_values(line);
  }

  void read_values(const PrintLine& line) {
    if (const auto mtu = small_number(line.after("mtu"))) interface().mtu = mtu;
    if (const auto length = small_number(line.after("qlen"))) interface().queue_length = length;
    if (const auto length = small_number(line.after("txqueuelen")))
      interface().queue_length = length;
    if (const std::string_view master = line.after("master"); !master.empty())
      interface().master = master;
  }

  void read_link(const PrintLine& line) {
    for (const std::string_view key : {"link/ether", "ether"}) {
      if (is_mac(line.after(key))) interface().mac = lowered(line.after(key));
    }
    read_values(line);
  }

  /// "vlan protocol 802.1Q id 100 <...>", "dummy ...": what `ip -d` says of a link.
  bool read_kind(const PrintLine& line, size_t at) {
    const std::string_view word = line.word(at);
    const bool is_vlan = word == "vlan" && line.word(at + 1) == "protocol";
    if (!is_vlan && !is_in(word, link_kinds)) return false;
    if (is_vlan) interface().vlan = small_number(line.after("id"));
    interface().kind = word;
    return true;
  }

  void read_detail(const PrintLine& line) {
    const std::string_view first = line.word(0);
    if (read_kind(line, 0) || read_old_ifconfig(line) || is_in(first, decoration)) return;
    const bool counters = parse_large_number(first).has_value();
    const bool loopback = first == "loop" || first == "unspec" || first == "tunnel";
    if (!counters && !loopback) unread(line, "this says nothing that is known of an interface");
  }

  /// "eth0: flags=4163<UP,...>  mtu 1500", "eth0  Link encap:Ethernet  HWaddr 02:..", and of
  /// `ip -br`: "eth0@if5  UP  10.0.0.2/24 fe80::1/64".
  bool read_named(const PrintLine& line) {
    std::string_view name = line.word(0);
    const std::string_view second = line.word(1);
    if (second.starts_with("flags=")) {
      if (name.ends_with(':')) name.remove_suffix(1);
      enter(name, line);
      interface().is_up = second.find("<UP") != std::string_view::npos;
      read_values(line);
      return true;
    }
    if (second == "Link" && line.word(2).starts_with("encap:")) {
      enter(name, line);
      const std::string_view mac = line.after("HWaddr");
      if (is_mac(mac)) interface().mac = lowered(mac);
      return true;
    }
    return read_brief(line);
  }

  bool read_brief(const PrintLine& line) {
    constexpr auto states =
        std::to_array<std::string_view>({"UP", "DOWN", "UNKNOWN", "LOWERLAYERDOWN", "DORMANT"});
    const std::string_view name = line.word(0);
    const size_t at = name.find('@');
    if (!is_in(line.word(1), states) || !is_interface_name(name.substr(0, at))) return false;
    enter(name.substr(0, at), line);
    if (at != std::string_view::npos) set_parent(name.substr(at + 1));
    interface().is_up = line.word(1) != "DOWN";
    for (size_t i = 2; i < line.words.size(); ++i) {
      if (is_mac(line.word(i))) interface().mac = lowered(line.word(i));
      if (const auto cidr = Cidr::parse(line.word(i))) add(*cidr, line);
    }
    return true;
  }

  PrintedAddress& add(const Cidr& cidr, const PrintLine& line) {
    auto& addresses = interface().addresses;
    const auto same = std::ranges::find(addresses, cidr, &PrintedAddress::cidr);
    if (same != addresses.end()) return *same;
    return addresses.emplace_back(
        PrintedAddress{.cidr = cidr, .text = cidr.text(), .peer = {}, .place = line.place});
  }

  /// "inet 10.0.0.2/24 brd ...", of ifconfig "inet 10.0.0.2  netmask 255.255.255.0",
  /// "inet addr:10.0.0.2  Mask:255.255.255.0", "inet6 fe80::1  prefixlen 64".
  void read_address(const PrintLine& line, size_t at) {
    std::string_view word = line.word(at + 1);
    if (word == "addr:") word = line.word(at + 2);
    if (word.starts_with("addr:")) word.remove_prefix(5);
    const bool point_to_point = line.word(at + 2) == "peer";
    auto cidr = Cidr::parse(word);
    if (!cidr) return unread(line, "an address is expected behind 'inet'");
    if (word.find('/') == std::string_view::npos && !point_to_point) set_length(*cidr, line);
    PrintedAddress& address = add(*cidr, line);
    address.is_secondary = line.has("secondary");
    address.is_dynamic = line.has("dynamic") || line.has("mngtmpaddr");
    if (point_to_point) {
      if (const auto peer = Cidr::parse(line.word(at + 3))) address.peer = peer->address;
    }
  }

  static void set_length(Cidr& cidr, const PrintLine& line) {
    std::string_view mask = line.after("netmask");
    for (const std::string_view word : line.words) {
      if (word.starts_with("Mask:")) mask = word.substr(5);
    }
    const auto address = IpAddress::parse(mask);
    if (address) cidr.prefix = prefix_of_mask(*address).value_or(cidr.prefix);
    if (const auto length = small_number(line.after("prefixlen")))
      cidr.prefix = std::min(*length, 128);
  }

  /// "UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1"
  bool read_old_ifconfig(const PrintLine& line) {
    bool told = false;
    for (const std::string_view word : line.words) {
      if (word.starts_with("MTU:")) {
        interface().mtu = small_number(word.substr(4));
        interface().is_up = line.word(0) == "UP";
        told = true;
      }
      if (word.starts_with("txqueuelen:")) interface().queue_length = small_number(word.substr(11));
    }
    return told || line.text.find("txqueuelen") != std::string_view::npos;
  }

  static constexpr size_t npos = size_t(-1);
  size_t current_ = npos;
  PrintedInterfaces printed_;
};

}  // namespace

const PrintedInterface* PrintedInterfaces::find(std::string_view name) const {
  const auto found = std::ranges::find(interfaces, name, &PrintedInterface::name);
  return found == interfaces.end() ? nullptr : &*found;
}

PrintedInterfaces read_ip_interfaces(std::string_view text) {
  return InterfacesReader().read(text);
}

}  // namespace hopproof
