#include "harness/case/ipvsadm.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/ipvsadm_line.hh"
#include "harness/case/netmask.hh"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Verb = IpvsadmCommand::Verb;
using Topic = IpvsadmTopic;

constexpr uint32_t default_persistence = 300;
constexpr uint32_t longest_timeout = 31 * 86400;  // ipvsadm's MAX_TIMEOUT
constexpr uint32_t largest_integer = std::numeric_limits<int32_t>::max();

/// "HOST[:PORT]" with the port left open where none is written.
struct HostPort {
  IpAddress address;
  std::optional<uint16_t> port;
};

/// Turns the options of one line into a command. Every function says false after it has set error_.
class CommandReader {
 public:
  explicit CommandReader(IpvsadmLine line) : line_(std::move(line)) {}

  std::variant<IpvsadmCommand, LineError> read() {
    if (line_.options.empty() && line_.arguments.empty()) return command_;  // "ipvsadm" lists
    const bool good = read_verb() && check_options() && read_arguments() && read_service() &&
                      read_service_options() && read_server() && read_server_options() &&
                      read_view() && read_daemon();
    if (!good) return error_;
    return command_;
  }

 private:
  bool read_verb() {
    if (line_.options.empty() || line_.options.front().word->topic != Topic::command) {
      const bool argument = line_.options.empty();
      return fail(argument ? line_.arguments.front() : line_.options.front().name,
                  "the command goes first: -A, -a, -d, -L, ...");
    }
    command_.verb = verb_option().word->verb;
    return true;
  }

  const IpvsadmGiven& verb_option() const { return line_.options.front(); }

  bool check_options() {
    for (size_t i = 1; i < line_.options.size(); ++i) {
      const IpvsadmGiven& given = line_.options[i];
      const Topic topic = given.word->topic;
      if (topic == Topic::command) {
        return fail(given.name, fmt::format("{} is a second command", given.word->text()));
      }
      if (!ipvsadm_allows(command_.verb, topic)) {
        return fail(given.name, fmt::format("option {} goes with {}", given.word->text(),
                                            ipvsadm_commands_with(topic)));
      }
      if (!check_once(i)) return false;
    }
    return true;
  }

  bool check_once(size_t index) {
    const IpvsadmGiven& given = line_.options[index];
    for (size_t i = 1; i < index; ++i) {
      const IpvsadmGiven& before = line_.options[i];
      if (before.word->topic != given.word->topic) continue;
      const std::string first = before.word->text();
      const std::string second = given.word->text();
      return fail(given.name, first == second
                                  ? fmt::format("option {} is given twice", first)
                                  : fmt::format("{} and {} exclude each other", first, second));
    }
    return true;
  }

  /// Only --set has words that belong to no option.
  bool read_arguments() {
    const bool is_set = command_.verb == Verb::set_timeouts;
    const size_t wanted = is_set ? 3 : 0;
    if (line_.arguments.size() > wanted) {
      const Token& extra = line_.arguments[wanted];
      return fail(extra, fmt::format("unexpected '{}'", extra.text));
    }
    if (line_.arguments.size() < wanted) {
      return fail(verb_option().name, "--set needs three timeouts: TCP TCPFIN UDP");
    }
    for (size_t i = 0; i < wanted; ++i) {
      if (!read_number(line_.arguments[i], "a timeout", 0, longest_timeout, command_.timeouts[i]))
        return false;
    }
    return true;
  }

  const IpvsadmGiven* find(Topic topic) const {
    const auto found = std::ranges::find_if(
        line_.options, [topic](const IpvsadmGiven& given) { return given.word->topic == topic; });
    return found == line_.options.end() ? nullptr : &*found;
  }

  bool has(Topic topic) const { return find(topic) != nullptr; }

  bool read_service() {
    const IpvsadmGiven* given = find(Topic::service);
    const bool optional = command_.verb == Verb::list || command_.verb == Verb::zero ||
                          !ipvsadm_allows(command_.verb, Topic::service);
    if (const IpvsadmGiven* six = find(Topic::ipv6);
        six != nullptr && (given == nullptr || given > six || given->word->letter != 'f')) {
      return fail(six->name, "option -6 goes after -f MARK");
    }
    if (given == nullptr) {
      return optional || fail(verb_option().name,
                              fmt::format("{} needs a service: -t, -u, --sctp-service or -f",
                                          verb_option().word->text()));
    }
    ServiceKey key;
    if (!(given->word->letter == 'f' ? read_mark(*given, key) : read_address(*given, key)))
      return false;
    command_.service = key;
    return true;
  }

  bool read_mark(const IpvsadmGiven& given, ServiceKey& key) {
    key.kind = ServiceKey::Kind::fwmark;
    key.family = has(Topic::ipv6) ? Family::v6 : Family::v4;
    return read_number(*given.value, "a firewall mark", 1, std::numeric_limits<uint32_t>::max(),
                       key.mark);
  }

  bool read_address(const IpvsadmGiven& given, ServiceKey& key) {
    using Kind = ServiceKey::Kind;
    HostPort host;
    if (!read_host_port(*given.value, host)) return false;
    key.kind = given.word->letter == 't'   ? Kind::tcp
               : given.word->letter == 'u' ? Kind::udp
                                           : Kind::sctp;
    key.family = host.address.family();
    key.vip = {host.address, host.port.value_or(0)};
    const bool creates = command_.verb == Verb::add_service || command_.verb == Verb::edit_service;
    if (key.vip.port != 0 || !creates || has(Topic::persistent)) return true;
    return fail(*given.value, "a service without -p needs a port that is not 0");
  }

  bool read_host_port(const Token& word, HostPort& into) {
    const std::string_view text = word.text;
    if (const auto bare = IpAddress::parse(text)) {
      into.address = *bare;
      return true;
    }
    const size_t colon = text.rfind(':');
    const std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const auto address = IpAddress::parse(bracketed ? host.substr(1, host.size() - 2) : host);
    if (!address || address->is_v4() == bracketed) return bad_host(word, host);
    into.address = *address;
    if (colon == std::string_view::npos) return true;
    const std::string_view port = text.substr(colon + 1);
    const auto number = parse_number(port, 65535);
    if (number) into.port = uint16_t(*number);
    return number || bad_port(word, colon, port);
  }

  bool bad_host(const Token& word, std::string_view host) {
    const bool ipv6 = host.find(':') != std::string_view::npos || host.starts_with('[');
    error_ = error_inside(word, 0, host.size(),
                          fmt::format("'{}' is not an address{}", host,
                                      ipv6 ? "; IPv6 is written [ADDRESS]:PORT" : ""));
    return false;
  }

  bool bad_port(const Token& word, size_t colon, std::string_view port) {
    const bool empty = port.empty();
    error_ = error_inside(word, empty ? colon : colon + 1, empty ? 1 : port.size(),
                          empty ? "a port is missing after this"
                                : fmt::format("'{}' is not a port number from 0 to 65535", port));
    return false;
  }

  bool read_service_options() {
    ServiceOptions& options = command_.service_options;
    if (const IpvsadmGiven* given = find(Topic::scheduler)) {
      options.scheduler = given->value->text;
      if (!is_one_of(*given->value, "scheduler", scheduler_names())) return false;
    }
    if (const IpvsadmGiven* given = find(Topic::persistent)) {
      uint32_t seconds = default_persistence;
      if (given->value && !read_number(*given->value, "a persistence", 1, longest_timeout, seconds))
        return false;
      options.persistence = seconds;
    }
    if (const IpvsadmGiven* given = find(Topic::engine)) {
      options.persistence_engine = given->value->text;
      if (!is_one_of(*given->value, "persistence engine", {"sip"})) return false;
    }
    return read_netmask() && read_flags() && read_one_packet();
  }

  bool read_netmask() {
    const IpvsadmGiven* given = find(Topic::netmask);
    if (given == nullptr) return true;
    const Token& word = *given->value;
    const Family family = command_.service->family;
    std::optional<int> prefix;
    if (family == Family::v6) {
      const auto number = parse_number(word.text, 128);
      if (!number || *number == 0)
        return fail(word, "an IPv6 mask is a prefix length from 1 to 128");
      prefix = int(*number);
    } else if (const auto mask = IpAddress::parse(word.text); mask && mask->is_v4()) {
      prefix = prefix_of_mask(*mask);
    }
    if (!prefix)
      return fail(word, fmt::format("'{}' is not a mask such as 255.255.255.0", word.text));
    command_.service_options.netmask = Cidr{mask_of_prefix(*prefix, family), *prefix};
    return true;
  }

  bool read_flags() {
    const IpvsadmGiven* given = find(Topic::flags);
    if (given == nullptr) return true;
    const std::string& scheduler = command_.service_options.scheduler;
    const std::vector<std::string> known = scheduler_flags(scheduler);
    size_t start = 0;
    for (const std::string_view flag : split_at(given->value->text, ',')) {
      if (std::ranges::find(known, flag) == known.end()) {
        error_ = error_inside(*given->value, start, flag.size(),
                              fmt::format("scheduler {} has no flag '{}'{}", scheduler, flag,
                                          did_you_mean(flag, known)));
        return false;
      }
      command_.service_options.flags.emplace_back(flag);
      start += flag.size() + 1;
    }
    return true;
  }

  bool read_one_packet() {
    const IpvsadmGiven* given = find(Topic::one_packet);
    if (given == nullptr) return true;
    using Kind = ServiceKey::Kind;
    const Kind kind = command_.service->kind;
    if (kind == Kind::tcp || kind == Kind::sctp)
      return fail(given->name, "option -o is for UDP services");
    command_.service_options.one_packet = true;
    return true;
  }

  bool read_server() {
    if (!ipvsadm_allows(command_.verb, Topic::server)) return true;
    const IpvsadmGiven* given = find(Topic::server);
    if (given == nullptr) {
      return fail(verb_option().name,
                  fmt::format("{} needs a server: -r ADDRESS[:PORT]", verb_option().word->text()));
    }
    HostPort host;
    if (!read_host_port(*given->value, host)) return false;
    const IpvsadmGiven* forwarding = find(Topic::forwarding);
    const bool tunnel = forwarding != nullptr && forwarding->word->letter == 'i';
    const bool creates = command_.verb != Verb::delete_server;
    if (creates && !tunnel && host.address.family() != command_.service->family) {
      return fail(*given->value,
                  "only a tunnel (-i) leads to a server of the other address family");
    }
    command_.server = Endpoint{host.address, host.port.value_or(command_.service->vip.port)};
    return true;
  }

  bool read_server_options() {
    if (!command_.server) return true;
    ServerOptions& options = command_.server_options;
    if (const IpvsadmGiven* given = find(Topic::forwarding)) {
      options.forwarding = given->word->letter == 'm'   ? Forwarding::masquerade
                           : given->word->letter == 'i' ? Forwarding::tunnel
                                                        : Forwarding::direct;
    }
    uint32_t weight = 1;
    if (!read_optional(Topic::weight, "a weight", weight) ||
        !read_optional(Topic::upper, "a threshold", options.upper_threshold) ||
        !read_optional(Topic::lower, "a threshold", options.lower_threshold)) {
      return false;
    }
    options.weight = int(weight);
    if (options.lower_threshold > options.upper_threshold) {
      return fail(*find(Topic::lower)->value,
                  "the lower threshold (-y) is above the upper one (-x)");
    }
    keep_service_port();
    return read_tunnel();
  }

  /// Without translation the server gets the packet as it came, so ipvsadm ignores its port.
  void keep_service_port() {
    const bool by_mark = command_.service->kind == ServiceKey::Kind::fwmark;
    const bool creates = command_.verb != Verb::delete_server;
    if (by_mark || !creates || command_.server_options.forwarding == Forwarding::masquerade) return;
    command_.server->port = command_.service->vip.port;
  }

  bool read_tunnel() {
    for (const Topic topic : {Topic::tunnel_type, Topic::tunnel_port, Topic::tunnel_checksum}) {
      const IpvsadmGiven* given = find(topic);
      if (given != nullptr && command_.server_options.forwarding != Forwarding::tunnel) {
        return fail(given->name, fmt::format("option {} goes with -i", given->word->text()));
      }
    }
    ServerOptions& options = command_.server_options;
    if (const IpvsadmGiven* given = find(Topic::tunnel_type)) {
      options.tunnel_type = given->value->text;
      if (!is_one_of(*given->value, "tunnel type", {"ipip", "gue", "gre"})) return false;
    }
    return read_tunnel_port() && read_tunnel_checksum();
  }

  bool read_tunnel_port() {
    const IpvsadmGiven* given = find(Topic::tunnel_port);
    const bool is_gue = command_.server_options.tunnel_type == "gue";
    if (given == nullptr) {
      return !is_gue || fail(find(Topic::tunnel_type)->name, "a gue tunnel needs --tun-port PORT");
    }
    if (!is_gue) return fail(given->name, "option --tun-port goes with --tun-type gue");
    uint32_t port = 0;
    if (!read_number(*given->value, "a port", 1, 65535, port)) return false;
    command_.server_options.tunnel_port = uint16_t(port);
    return true;
  }

  bool read_tunnel_checksum() {
    const IpvsadmGiven* given = find(Topic::tunnel_checksum);
    if (given == nullptr) return true;
    const std::string& type = command_.server_options.tunnel_type;
    const bool remote = given->word->name == "tun-remcsum";
    if (type == "ipip" || (remote && type != "gue")) {
      return fail(given->name, fmt::format("an {} tunnel has no {}", type, given->word->text()));
    }
    command_.server_options.tunnel_checksum =
        given->word->name.substr(std::string_view("tun-").size());
    return true;
  }

  bool read_view() {
    command_.numeric = has(Topic::numeric);
    command_.connections = has(Topic::connections);
    command_.stats = has(Topic::stats);
    command_.rate = has(Topic::rate);
    command_.exact = has(Topic::exact);
    command_.timeout_view = has(Topic::timeout);
    command_.persistent_conn = has(Topic::persistent_conn);
    command_.thresholds = has(Topic::thresholds);
    command_.daemon = has(Topic::daemon);
    command_.nosort = has(Topic::nosort);
    return command_.verb != Verb::list || check_view();
  }

  /// One list shows one thing: a service, the connections, the timeouts or the daemon.
  bool check_view() {
    const IpvsadmGiven* shown = nullptr;
    for (const Topic topic : {Topic::service, Topic::connections, Topic::timeout, Topic::daemon}) {
      const IpvsadmGiven* given = find(topic);
      if (given == nullptr) continue;
      if (shown != nullptr) return exclude(*shown, *given);
      shown = given;
    }
    if (shown == nullptr || shown->word->topic == Topic::service) return true;
    for (const Topic topic : {Topic::stats, Topic::rate, Topic::thresholds}) {
      if (const IpvsadmGiven* given = find(topic)) return exclude(*shown, *given);
    }
    return true;
  }

  bool exclude(const IpvsadmGiven& one, const IpvsadmGiven& other) {
    const IpvsadmGiven& later = &one > &other ? one : other;
    return fail(later.name,
                fmt::format("{} and {} exclude each other", one.word->text(), other.word->text()));
  }

  bool read_daemon() {
    const bool is_daemon =
        command_.verb == Verb::start_daemon || command_.verb == Verb::stop_daemon;
    if (!is_daemon) return true;
    if (!is_one_of(*verb_option().value, "state", {"master", "backup"})) return false;
    uint32_t ignored = 0;
    return read_optional(Topic::sync_id, "a sync id", ignored, 0, 255) &&
           read_optional(Topic::sync_length, "a message length", ignored, 1, 65535 - 20 - 8) &&
           read_optional(Topic::multicast_port, "a port", ignored, 1, 65535) &&
           read_optional(Topic::multicast_ttl, "a TTL", ignored, 1, 255) && read_group();
  }

  bool read_group() {
    const IpvsadmGiven* given = find(Topic::multicast_group);
    if (given == nullptr) return true;
    const auto group = IpAddress::parse(given->value->text);
    if (group && group->is_multicast()) return true;
    return fail(*given->value, fmt::format("'{}' is not a multicast address", given->value->text));
  }

  bool read_optional(Topic topic, std::string_view what, uint32_t& into, uint32_t min = 0,
                     uint32_t max = largest_integer) {
    const IpvsadmGiven* given = find(topic);
    return given == nullptr || read_number(*given->value, what, min, max, into);
  }

  bool read_number(const Token& word, std::string_view what, uint32_t min, uint32_t max,
                   uint32_t& into) {
    const auto number = parse_number(word.text, max);
    if (!number || *number < min) {
      return fail(word, fmt::format("'{}' is not {} from {} to {}", word.text, what, min, max));
    }
    into = uint32_t(*number);
    return true;
  }

  bool is_one_of(const Token& word, std::string_view what, const std::vector<std::string>& known) {
    if (std::ranges::find(known, word.text) != known.end()) return true;
    return fail(word,
                fmt::format("unknown {} '{}'{}", what, word.text, did_you_mean(word.text, known)));
  }

  bool fail(const Token& word, std::string message) {
    error_ = error_at(word, std::move(message));
    return false;
  }

  IpvsadmLine line_;
  IpvsadmCommand command_;
  LineError error_;
};

}  // namespace

std::variant<IpvsadmCommand, LineError> parse_ipvsadm(std::string_view line) {
  auto parts = take_apart_ipvsadm(line);
  if (auto* error = std::get_if<LineError>(&parts)) return std::move(*error);
  return CommandReader(std::get<IpvsadmLine>(std::move(parts))).read();
}

}  // namespace hopproof
