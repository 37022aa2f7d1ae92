#include "harness/base/spellcheck.hh"
#include "harness/base/text.hh"
#include "harness/case/iptables/netmask.hh"
#include "harness/case/ipvsadm/ipvsadm_reader.hh"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Topic = IpvsadmTopic;
using Verb = IpvsadmCommand::Verb;

constexpr uint32_t default_persistence = 300;
constexpr uint32_t longest_persistence = 31 * 86400;  // ipvsadm's MAX_TIMEOUT
constexpr uint32_t largest_mark = std::numeric_limits<uint32_t>::max();

class ServiceReader : public IpvsadmReader {
 public:
  using IpvsadmReader::IpvsadmReader;

  bool read() {
    const IpvsadmGiven* given = find(Topic::service);
    if (!check_ipv6_flag(given)) return false;
    if (given == nullptr) return may_lack() || fail_without();
    ServiceKey key;
    const bool by_mark = given->word->letter == 'f';
    if (!(by_mark ? read_mark(*given->value, key) : read_address(*given, key))) return false;
    command_.service = key;
    return read_scheduler() && read_persistence() && read_engine() && read_netmask() &&
           read_flags() && read_one_packet();
  }

 private:
  bool check_ipv6_flag(const IpvsadmGiven* service) {
    const IpvsadmGiven* six = find(Topic::ipv6);
    if (six == nullptr) return true;
    const bool after_mark = service != nullptr && service->word->letter == 'f' && service < six;
    return after_mark || fail(six->name, "option -6 must come after -f MARK");
  }

  bool may_lack() const {
    return command_.verb == Verb::list || command_.verb == Verb::zero ||
           !ipvsadm_allows(command_.verb, Topic::service);
  }

  bool fail_without() {
    return fail(verb_option().name, fmt::format("{} needs a service: -t, -u, --sctp-service or -f",
                                                verb_option().word->text()));
  }

  bool read_mark(const Token& word, ServiceKey& key) {
    key.kind = ServiceKey::Kind::fwmark;
    key.family = has(Topic::ipv6) ? Family::v6 : Family::v4;
    return read_number(word, "a firewall mark", 1, largest_mark, key.mark);
  }

  bool read_address(const IpvsadmGiven& given, ServiceKey& key) {
    IpvsadmHost host;
    if (!read_host(*given.value, host)) return false;
    const char letter = given.word->letter;
    key.kind = letter == 't'   ? ServiceKey::Kind::tcp
               : letter == 'u' ? ServiceKey::Kind::udp
                               : ServiceKey::Kind::sctp;
    key.family = host.address.family();
    key.vip = {host.address, host.port.value_or(0)};
    const bool creates = command_.verb == Verb::add_service || command_.verb == Verb::edit_service;
    if (key.vip.port != 0 || !creates || has(Topic::persistent)) return true;
    const bool bare_ipv6 = key.family == Family::v6 && !host.port;
    return fail(*given.value, bare_ipv6 ? "a port is missing; IPv6 is written [ADDRESS]:PORT"
                                        : "a service without -p needs a port that is not 0");
  }

  bool read_scheduler() {
    const IpvsadmGiven* given = find(Topic::scheduler);
    if (given == nullptr) return true;
    command_.service_options.scheduler = given->value->text;
    return is_one_of(*given->value, "scheduler", scheduler_names());
  }

  bool read_persistence() {
    const IpvsadmGiven* given = find(Topic::persistent);
    if (given == nullptr) return true;
    uint32_t seconds = default_persistence;
    if (given->value &&
        !read_number(*given->value, "a persistence time", 1, longest_persistence, seconds))
      return false;
    command_.service_options.persistence = seconds;
    return true;
  }

  bool read_engine() {
    const IpvsadmGiven* given = find(Topic::engine);
    if (given == nullptr) return true;
    command_.service_options.persistence_engine = given->value->text;
    return is_one_of(*given->value, "persistence engine", {"sip"});
  }

  bool read_netmask() {
    const IpvsadmGiven* given = find(Topic::netmask);
    if (given == nullptr) return true;
    const Token& word = *given->value;
    const Family family = command_.service->family;
    const auto prefix = family == Family::v4 ? prefix_v4(word.text) : prefix_v6(word.text);
    if (!prefix && family == Family::v6)
      return fail(word, "an IPv6 mask is a prefix length from 1 to 128");
    if (!prefix)
      return fail(word, fmt::format("'{}' is not a mask such as 255.255.255.0", word.text));
    command_.service_options.netmask = Cidr{mask_of_prefix(*prefix, family), *prefix};
    return true;
  }

  static std::optional<int> prefix_v4(std::string_view text) {
    const auto mask = IpAddress::parse(text);
    return mask && mask->is_v4() ? prefix_of_mask(*mask) : std::nullopt;
  }

  static std::optional<int> prefix_v6(std::string_view text) {
    const auto length = parse_number(text, 128);
    if (!length || *length == 0) return std::nullopt;
    return int(*length);
  }

  bool read_flags() {
    const IpvsadmGiven* given = find(Topic::flags);
    if (given == nullptr) return true;
    const std::string& scheduler = command_.service_options.scheduler;
    const std::vector<std::string> known = scheduler_flags(scheduler);
    size_t start = 0;
    for (const std::string_view flag : split_at(given->value->text, ',')) {
      if (std::ranges::find(known, flag) == known.end()) {
        return fail_inside(*given->value, start, flag.size(),
                           fmt::format("scheduler {} has no flag '{}'{}", scheduler, flag,
                                       did_you_mean(flag, known)));
      }
      command_.service_options.flags.emplace_back(flag);
      start += flag.size() + 1;
    }
    return true;
  }

  bool read_one_packet() {
    const IpvsadmGiven* given = find(Topic::one_packet);
    if (given == nullptr) return true;
    const ServiceKey::Kind kind = command_.service->kind;
    command_.service_options.one_packet =
        kind == ServiceKey::Kind::udp || kind == ServiceKey::Kind::fwmark;
    return command_.service_options.one_packet ||
           fail(given->name, "option -o is for UDP services");
  }
};

}  // namespace

std::optional<LineError> read_ipvsadm_service(const IpvsadmLine& line, IpvsadmCommand& command) {
  ServiceReader reader(line, command);
  if (reader.read()) return std::nullopt;
  return reader.error();
}

}  // namespace hopproof
