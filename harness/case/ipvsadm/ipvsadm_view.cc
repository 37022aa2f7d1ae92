#include "harness/case/ipvsadm/ipvsadm_reader.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

using Topic = IpvsadmTopic;
using Verb = IpvsadmCommand::Verb;

constexpr uint32_t longest_sync_message = 65535 - 20 - 8;  // what an IPv4 UDP datagram holds

/// What -L and -S are asked to show.
class ViewReader : public IpvsadmReader {
 public:
  using IpvsadmReader::IpvsadmReader;

  bool read() {
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
    return check();
  }

 private:
  /// One list shows one thing: a service, the connections, the timeouts or the daemon.
  bool check() {
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
};

/// The words of the synchronization daemon: checked, and kept nowhere.
class DaemonReader : public IpvsadmReader {
 public:
  using IpvsadmReader::IpvsadmReader;

  bool read() {
    if (!is_one_of(*verb_option().value, "state", {"master", "backup"})) return false;
    uint32_t ignored = 0;
    return read_number_of(Topic::sync_id, "a sync id", 0, 255, ignored) &&
           read_number_of(Topic::sync_length, "a message length", 1, longest_sync_message,
                          ignored) &&
           read_number_of(Topic::multicast_port, "a port", 1, 65535, ignored) &&
           read_number_of(Topic::multicast_ttl, "a TTL", 1, 255, ignored) && read_group();
  }

 private:
  bool read_group() {
    const IpvsadmGiven* given = find(Topic::multicast_group);
    if (given == nullptr) return true;
    const auto group = IpAddress::parse(given->value->text);
    if (group && group->is_multicast()) return true;
    return fail(*given->value, fmt::format("'{}' is not a multicast address", given->value->text));
  }
};

}  // namespace

std::optional<LineError> read_ipvsadm_view(const IpvsadmLine& line, IpvsadmCommand& command) {
  if (command.verb != Verb::list && command.verb != Verb::save) return std::nullopt;
  ViewReader reader(line, command);
  if (reader.read()) return std::nullopt;
  return reader.error();
}

std::optional<LineError> read_ipvsadm_daemon(const IpvsadmLine& line, IpvsadmCommand& command) {
  if (command.verb != Verb::start_daemon && command.verb != Verb::stop_daemon) return std::nullopt;
  DaemonReader reader(line, command);
  if (reader.read()) return std::nullopt;
  return reader.error();
}

}  // namespace hopproof
