#include "harness/case/ipvsadm/ipvsadm_words.hh"

#include <algorithm>

namespace hopproof {
namespace {

using Verb = IpvsadmCommand::Verb;
using Topic = IpvsadmTopic;
using Value = IpvsadmValue;

constexpr IpvsadmWord all_words[] = {
    {'A', "add-service", Topic::command, Value::none, Verb::add_service},
    {'E', "edit-service", Topic::command, Value::none, Verb::edit_service},
    {'D', "delete-service", Topic::command, Value::none, Verb::delete_service},
    {'C', "clear", Topic::command, Value::none, Verb::clear},
    {'a', "add-server", Topic::command, Value::none, Verb::add_server},
    {'e', "edit-server", Topic::command, Value::none, Verb::edit_server},
    {'d', "delete-server", Topic::command, Value::none, Verb::delete_server},
    {'L', "list", Topic::command, Value::none, Verb::list},
    {'l', "", Topic::command, Value::none, Verb::list},
    {'Z', "zero", Topic::command, Value::none, Verb::zero},
    {'S', "save", Topic::command, Value::none, Verb::save},
    {'R', "restore", Topic::command, Value::none, Verb::restore},
    {0, "set", Topic::command, Value::none, Verb::set_timeouts},
    {0, "start-daemon", Topic::command, Value::needed, Verb::start_daemon},
    {0, "stop-daemon", Topic::command, Value::needed, Verb::stop_daemon},
    {'t', "tcp-service", Topic::service, Value::needed},
    {'u', "udp-service", Topic::service, Value::needed},
    {0, "sctp-service", Topic::service, Value::needed},
    {'f', "fwmark-service", Topic::service, Value::needed},
    {'6', "ipv6", Topic::ipv6, Value::none},
    {'s', "scheduler", Topic::scheduler, Value::needed},
    {'p', "persistent", Topic::persistent, Value::optional},
    {'M', "netmask", Topic::netmask, Value::needed},
    {0, "pe", Topic::engine, Value::needed},
    {'b', "sched-flags", Topic::flags, Value::needed},
    {'o', "ops", Topic::one_packet, Value::none},
    {'r', "real-server", Topic::server, Value::needed},
    {'g', "gatewaying", Topic::forwarding, Value::none},
    {'i', "ipip", Topic::forwarding, Value::none},
    {'m', "masquerading", Topic::forwarding, Value::none},
    {'w', "weight", Topic::weight, Value::needed},
    {'x', "u-threshold", Topic::upper, Value::needed},
    {'y', "l-threshold", Topic::lower, Value::needed},
    {0, "tun-type", Topic::tunnel_type, Value::needed},
    {0, "tun-port", Topic::tunnel_port, Value::needed},
    {0, "tun-nocsum", Topic::tunnel_checksum, Value::none},
    {0, "tun-csum", Topic::tunnel_checksum, Value::none},
    {0, "tun-remcsum", Topic::tunnel_checksum, Value::none},
    {'n', "numeric", Topic::numeric, Value::none},
    {'c', "connection", Topic::connections, Value::none},
    {0, "stats", Topic::stats, Value::none},
    {0, "rate", Topic::rate, Value::none},
    {0, "exact", Topic::exact, Value::none},
    {0, "timeout", Topic::timeout, Value::none},
    {0, "persistent-conn", Topic::persistent_conn, Value::none},
    {0, "thresholds", Topic::thresholds, Value::none},
    {0, "daemon", Topic::daemon, Value::none},
    {0, "tun-info", Topic::tunnel_info, Value::none},
    {0, "sort", Topic::sort, Value::none},
    {0, "nosort", Topic::nosort, Value::none},
    {0, "syncid", Topic::sync_id, Value::needed},
    {0, "sync-maxlen", Topic::sync_length, Value::needed},
    {0, "mcast-interface", Topic::multicast_interface, Value::needed},
    {0, "mcast-group", Topic::multicast_group, Value::needed},
    {0, "mcast-port", Topic::multicast_port, Value::needed},
    {0, "mcast-ttl", Topic::multicast_ttl, Value::needed},
};

bool is_between(Topic topic, Topic first, Topic last) { return topic >= first && topic <= last; }

}  // namespace

std::string IpvsadmWord::text() const {
  return letter != 0 ? std::string{'-', letter} : "--" + std::string(name);
}

const IpvsadmWord* find_ipvsadm_letter(char letter) {
  const auto* found = std::ranges::find(all_words, letter, &IpvsadmWord::letter);
  return letter == 0 || found == std::end(all_words) ? nullptr : found;
}

const IpvsadmWord* find_ipvsadm_name(std::string_view name) {
  const auto* found = std::ranges::find(all_words, name, &IpvsadmWord::name);
  return name.empty() || found == std::end(all_words) ? nullptr : found;
}

std::vector<std::string> ipvsadm_long_names() {
  std::vector<std::string> names;
  for (const IpvsadmWord& word : all_words) {
    if (!word.name.empty()) names.push_back("--" + std::string(word.name));
  }
  return names;
}

bool ipvsadm_allows(Verb verb, Topic topic) {
  switch (verb) {
    case Verb::add_service:
    case Verb::edit_service:
      return is_between(topic, Topic::service, Topic::one_packet);
    case Verb::add_server:
    case Verb::edit_server:
      return is_between(topic, Topic::service, Topic::ipv6) ||
             is_between(topic, Topic::server, Topic::tunnel_checksum);
    case Verb::delete_server:
      return is_between(topic, Topic::service, Topic::ipv6) || topic == Topic::server;
    case Verb::delete_service:
    case Verb::zero:
      return is_between(topic, Topic::service, Topic::ipv6);
    case Verb::list:
      return is_between(topic, Topic::service, Topic::ipv6) ||
             is_between(topic, Topic::numeric, Topic::nosort);
    case Verb::save:
      return topic == Topic::numeric;
    case Verb::start_daemon:
      return is_between(topic, Topic::sync_id, Topic::multicast_ttl);
    case Verb::stop_daemon:
      return topic == Topic::sync_id;
    case Verb::clear:
    case Verb::restore:
    case Verb::set_timeouts:
      return false;
  }
  return false;
}

std::string ipvsadm_commands_with(Topic topic) {
  std::vector<std::string> commands;
  for (const IpvsadmWord& word : all_words) {
    const bool counts = word.topic == Topic::command && !word.name.empty();
    if (counts && ipvsadm_allows(word.verb, topic)) commands.push_back(word.text());
  }
  std::string text;
  for (size_t i = 0; i < commands.size(); ++i) {
    if (i > 0) text += i + 1 == commands.size() ? " and " : ", ";
    text += commands[i];
  }
  return text;
}

const std::vector<std::string>& scheduler_names() {
  static const std::vector<std::string> names{"rr",    "wrr", "lc", "wlc",  "lblc",
                                              "lblcr", "dh",  "sh", "sed",  "nq",
                                              "fo",    "ovf", "mh", "twos", "none"};
  return names;
}

std::vector<std::string> scheduler_flags(std::string_view scheduler) {
  if (scheduler == "sh") return {"sh-fallback", "sh-port", "flag-1", "flag-2", "flag-3"};
  if (scheduler == "mh") return {"mh-fallback", "mh-port", "flag-1", "flag-2", "flag-3"};
  return {"flag-1", "flag-2", "flag-3"};
}

}  // namespace hopproof
