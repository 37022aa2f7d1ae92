#include "engine/netfilter/control_commands.hh"

#include "engine/netfilter/marks.hh"
#include "engine/netfilter/translation/ipvsadm_view.hh"
#include "engine/netfilter/translation/rule_translation.hh"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace hopproof::netfilter {
namespace {

constexpr int ipvsadm_refused = 255;  // ipvsadm ends with what libipvs returned, -1
constexpr int ipvsadm_usage = 2;
constexpr std::string_view sysctl_prefix = "net.ipv4.vs.";

Answer unsupported(std::string_view what) {
  return {unsupported_code, fmt::format("unsupported: {}\n", what)};
}

/// The first word and what follows the blank behind it.
std::pair<std::string_view, std::string_view> split_first(std::string_view text) {
  const size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return {text, {}};
  return {text.substr(0, blank), text.substr(blank + 1)};
}

std::optional<int> parse_int(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The mark's upper half is the engine's own.
bool mark_is_too_high(const IpvsadmCommand& command) {
  return command.service && command.service->mark > marks::user;
}

}  // namespace

ControlCommands::ControlCommands(core::Nat& nat, ExpressionBits& bits, Clock clock)
    : nat_(nat), bits_(bits), clock_(std::move(clock)) {}

Answer ControlCommands::answer(std::string_view request) {
  const auto [word, rest] = split_first(request);
  if (word == "ipvsadm") return ipvsadm(rest);
  if (word == "sysctl") return sysctl(rest);
  if (word == "modprobe") return modprobe(rest);
  if (word == "sysctls") return all_sysctls();
  if (word == "written") return {0, written_rule(rest, bits_)};
  if (word == "translate") return translate(split_first(rest).second);
  return {ipvsadm_usage, fmt::format("unknown request '{}'\n", word)};
}

Answer ControlCommands::ipvsadm(std::string_view line) {
  const auto parsed = parse_ipvsadm(line);
  if (const auto* wrong = std::get_if<LineError>(&parsed))
    return {ipvsadm_usage, wrong->message + "\n"};
  const auto& command = std::get<IpvsadmCommand>(parsed);
  switch (command.verb) {
    case IpvsadmCommand::Verb::list:
      return list(command);
    case IpvsadmCommand::Verb::save:
      return {0, save_services(nat_.services())};
    case IpvsadmCommand::Verb::restore:
      return {};  // its lines come one by one
    case IpvsadmCommand::Verb::start_daemon:
    case IpvsadmCommand::Verb::stop_daemon:
      return unsupported("the synchronisation daemon");
    default:
      return change(command);
  }
}

Answer ControlCommands::list(const IpvsadmCommand& command) {
  if (command.connections) return {0, list_connections(command, nat_.connections(clock_()))};
  if (command.timeout_view) return {0, list_timeouts(nat_.timeouts())};
  if (command.daemon) return {};
  auto services = nat_.services();
  const auto asked_for = [&](const core::ServiceView& s) { return s.key == *command.service; };
  if (command.service && std::none_of(services.begin(), services.end(), asked_for)) {
    return {ipvsadm_refused, "No such service\n"};
  }
  return {0, list_services(command, std::move(services))};
}

Answer ControlCommands::change(const IpvsadmCommand& command) {
  if (mark_is_too_high(command)) return unsupported("a firewall mark above 0xffff");
  const core::Refused refused = nat_.apply(command);
  if (!refused) return {};
  return {refused->is_unsupported() ? unsupported_code : ipvsadm_refused, refused->text + "\n"};
}

Answer ControlCommands::sysctl(std::string_view words) {
  auto [name, value] = split_first(words);
  if (name.starts_with(sysctl_prefix)) name.remove_prefix(sysctl_prefix.size());
  if (!value.empty()) return set_sysctl(name, value);
  const auto number = nat_.settings().get(name);
  if (number) return {0, fmt::format("{}\n", *number)};
  return {1,
          fmt::format("cannot stat /proc/sys/net/ipv4/vs/{}: No such file or directory\n", name)};
}

Answer ControlCommands::all_sysctls() const {
  std::string text;
  for (const std::string_view name : core::Settings::names())
    text += fmt::format("{}{} = {}\n", sysctl_prefix, name, *nat_.settings().get(name));
  return {0, text};
}

Answer ControlCommands::set_sysctl(std::string_view name, std::string_view value) {
  const auto number = parse_int(value);
  nat_.expire(clock_());  // what was until now went by the old value
  const auto outcome = number ? nat_.set(name, *number) : core::Settings::Outcome::bad_value;
  switch (outcome) {
    case core::Settings::Outcome::done:
      return {};
    case core::Settings::Outcome::bad_value:
      return {1, fmt::format("setting key \"{}{}\": Invalid argument\n", sysctl_prefix, name)};
    case core::Settings::Outcome::unknown:
      break;
  }
  return {1,
          fmt::format("cannot stat /proc/sys/net/ipv4/vs/{}: No such file or directory\n", name)};
}

Answer ControlCommands::modprobe(std::string_view module) {
  if (module != "ip_vs_ftp") return unsupported(fmt::format("modprobe {}", module));
  nat_.load_ftp_helper();
  return {};
}

Answer ControlCommands::translate(std::string_view line) {
  auto translated = translate_rule(line, bits_);
  if (auto* text = std::get_if<std::string>(&translated)) return {0, std::move(*text)};
  const auto& problem = std::get<TranslationProblem>(translated);
  if (problem.unsupported) return unsupported(problem.message);
  return {ipvsadm_usage, problem.message + "\n"};
}

}  // namespace hopproof::netfilter
