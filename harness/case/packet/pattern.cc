#include "harness/case/packet/pattern.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/packet/address_pattern.hh"
#include "harness/case/packet/icmp_type.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr int deepest_carrying = 3;
constexpr uint64_t most_times = 1'000'000;

struct KindWord {
  std::string_view word;
  PacketKind kind;
};
constexpr KindWord kind_words[] = {
    {"TCP", PacketKind::tcp},
    {"UDP", PacketKind::udp},
    {"SYN", PacketKind::syn},
    {"ACK", PacketKind::ack},
    {"SYN-ACK", PacketKind::syn_ack},
    {"DATA", PacketKind::data},
    {"FIN", PacketKind::fin},
    {"RST", PacketKind::rst},
    {"ICMP", PacketKind::icmp},
    {"ICMP6", PacketKind::icmp6},
    {"IPIP", PacketKind::ipip},
    {"ARP", PacketKind::arp_who_has},
    {"SCTP", PacketKind::sctp},
    {"INIT", PacketKind::init},
    {"INIT-ACK", PacketKind::init_ack},
    {"COOKIE-ECHO", PacketKind::cookie_echo},
    {"COOKIE-ACK", PacketKind::cookie_ack},
    {"ABORT", PacketKind::abort},
};

const std::vector<std::string>& kind_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> words;
    for (const KindWord& known : kind_words) words.emplace_back(known.word);
    return words;
  }();
  return names;
}

bool can_carry(PacketKind kind) {
  return kind == PacketKind::icmp || kind == PacketKind::icmp6 || kind == PacketKind::ipip;
}

bool is_arp(PacketKind kind) {
  return kind == PacketKind::arp_who_has || kind == PacketKind::arp_reply;
}

/// One packet text, word by word. Every read_ function says false after it has set error_.
class PacketReader {
 public:
  explicit PacketReader(std::vector<Token> words) : words_(std::move(words)) {}

  std::variant<PacketPattern, LineError> read() {
    PacketPattern packet;
    if (read_packet(packet, 0) && read_limits(packet)) return packet;
    return error_;
  }

 private:
  bool read_packet(PacketPattern& packet, int depth) {
    if (!read_kind(packet)) return false;
    if (is_arp(packet.kind)) return read_arp(packet);
    return read_address(packet.source) && read_arrow() && read_address(packet.destination) &&
           read_carrying(packet, depth);
  }

  bool read_kind(PacketPattern& packet) {
    const Token& word = words_.peek();
    const auto* known = std::ranges::find(kind_words, word.text, &KindWord::word);
    if (known == std::end(kind_words)) return read_no_kind(word);
    packet.kind = known->kind;
    words_.take();
    const bool has_type = packet.kind == PacketKind::icmp || packet.kind == PacketKind::icmp6;
    return !has_type || read_icmp_type(packet);
  }

  /// The first word is the source, unless it is a kind with a typing error.
  bool read_no_kind(const Token& word) {
    const std::string_view next = words_.peek(1).text;
    if (next.empty() || next == ">" || looks_like_address(word.text)) return true;
    return fail(word, fmt::format("unknown kind of packet '{}'{}", word.text,
                                  did_you_mean(word.text, kind_names())));
  }

  bool read_icmp_type(PacketPattern& packet) {
    if (words_.done() || words_.peek(1).text == ">") return true;
    const Token& word = words_.take();
    const Family family = packet.kind == PacketKind::icmp ? Family::v4 : Family::v6;
    const auto found = find_icmp_type(word.text, family);
    if (!found) return unknown_icmp_type(word, family);
    packet.icmp = {.word = word.text, .type = found->type, .code = found->code};
    return true;
  }

  bool unknown_icmp_type(const Token& word, Family family) {
    const Family other = family == Family::v4 ? Family::v6 : Family::v4;
    const std::string_view here = family == Family::v4 ? "ICMP" : "ICMP6";
    if (looks_like_address(word.text))
      return fail(word, fmt::format("expected '>' after '{}'", word.text));
    if (find_icmp_type(word.text, other)) {
      return fail(word, fmt::format("'{}' is a type of {}, not of {}", word.text,
                                    family == Family::v4 ? "ICMP6" : "ICMP", here));
    }
    return fail(word, fmt::format("unknown {} type '{}'{}", here, word.text,
                                  did_you_mean(word.text, icmp_words(family))));
  }

  bool read_arp(PacketPattern& packet) {
    static const std::vector<std::string> operations{"who-has", "reply"};
    if (words_.done()) return fail(words_.last(), "ARP is followed by who-has or reply");
    const Token& word = words_.take();
    if (word.text == "reply") packet.kind = PacketKind::arp_reply;
    if (word.text != "who-has" && word.text != "reply") {
      return fail(word, fmt::format("ARP is followed by who-has or reply, not by '{}'{}", word.text,
                                    did_you_mean(word.text, operations)));
    }
    if (!read_address(packet.destination)) return false;
    if (packet.destination.port.kind == PortPattern::Kind::none) return true;
    return fail(words_.last(), "ARP has no ports");
  }

  bool read_address(AddressPattern& address) {
    if (words_.done() || words_.peek().text == ">") {
      return fail(words_.done() ? words_.last() : words_.peek(), "an address is missing here");
    }
    auto result = parse_address_pattern(words_.take());
    if (auto* error = std::get_if<LineError>(&result)) {
      error_ = std::move(*error);
      return false;
    }
    address = std::get<AddressPattern>(std::move(result));
    return true;
  }

  bool read_arrow() {
    if (words_.take_if(">")) return true;
    return fail(words_.last(), fmt::format("expected '>' after '{}'", words_.last().text));
  }

  bool read_carrying(PacketPattern& packet, int depth) {
    if (!words_.take_if("carrying")) return true;
    const Token& word = words_.last();
    if (!can_carry(packet.kind)) return fail(word, "only ICMP, ICMP6 and IPIP carry a packet");
    if (depth == deepest_carrying) return fail(word, "packets are nested too deeply here");
    PacketPattern inner;
    if (!read_packet(inner, depth + 1)) return false;
    if (is_arp(inner.kind)) return fail(word, "ARP cannot be carried in another packet");
    packet.carrying = std::make_shared<const PacketPattern>(std::move(inner));
    return true;
  }

  /// "[ttl N] [size N] [xN]": of the outermost packet, in any order.
  bool read_limits(PacketPattern& packet) {
    while (!words_.done()) {
      const Token& word = words_.take();
      if (is_arp(packet.kind) && (word.text == "ttl" || word.text == "size")) {
        return fail(word, fmt::format("ARP has no {}", word.text));
      }
      if (word.text == "ttl") {
        if (!read_limit(packet.ttl, 0, 255)) return false;
      } else if (word.text == "size") {
        if (!read_limit(packet.size, 20, 65535)) return false;
      } else if (!read_times(packet, word)) {
        return false;
      }
    }
    return true;
  }

  bool read_limit(std::optional<int>& value, int min, int max) {
    const Token& name = words_.last();
    if (value) return fail(name, fmt::format("{} is given twice", name.text));
    if (words_.done()) return fail(name, fmt::format("{} is followed by a number", name.text));
    const Token& word = words_.take();
    const auto number = parse_number(word.text, uint64_t(max));
    if (!number || int(*number) < min) {
      return fail(word, fmt::format("{} is a number from {} to {}", name.text, min, max));
    }
    value = int(*number);
    return true;
  }

  bool read_times(PacketPattern& packet, const Token& word) {
    static const std::vector<std::string> tails{"carrying", "ttl", "size"};
    const auto times = word.text.starts_with('x')
                           ? parse_number(std::string_view(word.text).substr(1), most_times)
                           : std::nullopt;
    if (!times) {
      if (word.text == "carrying") return fail(word, "carrying comes before ttl, size and xN");
      return fail(word,
                  fmt::format("unexpected '{}'{}", word.text, did_you_mean(word.text, tails)));
    }
    if (*times == 0) return fail(word, "a packet that must not be seen is written under never");
    if (packet.times) return fail(word, "the number of times is given twice");
    packet.times = int(*times);
    return true;
  }

  bool fail(const Token& word, std::string message) {
    error_ = error_at(word, std::move(message));
    return false;
  }

  WordReader words_;
  LineError error_;
};

std::string kind_text(const PacketPattern& packet) {
  if (packet.kind == PacketKind::unspecified) return "";
  if (packet.kind == PacketKind::arp_reply) return "ARP reply ";
  if (packet.kind == PacketKind::arp_who_has) return "ARP who-has ";
  const auto* known = std::ranges::find(kind_words, packet.kind, &KindWord::kind);
  const std::string& type = packet.icmp.word;
  return std::string(known->word) + (type.empty() ? " " : " " + type + " ");
}

/// False: the two names and the arrow are not all there.
std::optional<LineError> read_hop(WordReader& words, HopPattern& hop) {
  const auto name_into = [&words](std::string& name) -> std::optional<LineError> {
    if (words.done()) return error_at(words.last(), "a node is missing after this");
    const Token& word = words.take();
    const bool plain =
        word.text.find_first_of(">:/[]* ") == std::string::npos && !word.text.empty();
    if (!plain) return error_at(word, fmt::format("'{}' is not the name of a node", word.text));
    name = word.text;
    return std::nullopt;
  };
  if (auto error = name_into(hop.from)) return error;
  if (!words.take_if(">")) {
    return error_at(words.last(), fmt::format("expected '>' after '{}'", words.last().text));
  }
  if (auto error = name_into(hop.to)) return error;
  if (words.done()) return std::nullopt;
  const Token& on = words.take();
  if (on.text != "on")
    return error_at(on, fmt::format("unexpected '{}'; a hop is NODE > NODE [on NETWORK]", on.text));
  if (auto error = name_into(hop.network)) return error;
  if (words.done()) return std::nullopt;
  return error_at(words.peek(), "a hop ends with the network");
}

}  // namespace

std::string HopPattern::text() const {
  return network.empty() ? fmt::format("{} > {}", from, to)
                         : fmt::format("{} > {} on {}", from, to, network);
}

std::string PacketPattern::text() const {
  std::string text = kind_text(*this);
  if (!is_arp(kind)) text += source.text() + " > ";
  text += destination.text();
  if (carrying) text += " carrying " + carrying->text();
  if (ttl) text += fmt::format(" ttl {}", *ttl);
  if (size) text += fmt::format(" size {}", *size);
  if (times) text += fmt::format(" x{}", *times);
  return text;
}

std::variant<HopPattern, LineError> parse_hop(std::string_view text) {
  auto words = split_words(text);
  if (auto* error = std::get_if<LineError>(&words)) return std::move(*error);
  WordReader reader(std::get<std::vector<Token>>(std::move(words)));
  if (reader.done()) return LineError{.message = "a hop is NODE > NODE"};
  HopPattern hop;
  if (auto error = read_hop(reader, hop)) return std::move(*error);
  return hop;
}

std::variant<PacketPattern, LineError> parse_packet(std::string_view text) {
  auto words = split_words(text);
  if (auto* error = std::get_if<LineError>(&words)) return std::move(*error);
  auto& tokens = std::get<std::vector<Token>>(words);
  if (tokens.empty()) return LineError{.message = "a packet is [KIND] SOURCE > DESTINATION"};
  return PacketReader(std::move(tokens)).read();
}

}  // namespace hopproof
