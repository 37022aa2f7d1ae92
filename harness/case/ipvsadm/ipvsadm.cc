#include "harness/case/ipvsadm/ipvsadm.hh"

#include "harness/case/ipvsadm/ipvsadm_reader.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

using Verb = IpvsadmCommand::Verb;
using Topic = IpvsadmTopic;

constexpr uint32_t longest_timeout = 31 * 86400;  // ipvsadm's MAX_TIMEOUT

/// The command itself, and that the other options go with it.
class CommandReader : public IpvsadmReader {
 public:
  using IpvsadmReader::IpvsadmReader;

  bool read() { return read_verb() && check_options() && read_arguments(); }

 private:
  bool read_verb() {
    constexpr const char* first = "the command comes first: -A, -a, -d, -L, ...";
    if (line_.options.empty()) return fail(line_.arguments.front(), first);
    if (verb_option().word->topic != Topic::command) return fail(verb_option().name, first);
    command_.verb = verb_option().word->verb;
    return true;
  }

  bool check_options() {
    for (size_t i = 1; i < line_.options.size(); ++i) {
      const IpvsadmGiven& given = line_.options[i];
      const std::string text = given.word->text();
      if (given.word->topic == Topic::command)
        return fail(given.name, fmt::format("{} is a second command", text));
      if (!ipvsadm_allows(command_.verb, given.word->topic)) {
        return fail(given.name, fmt::format("option {} is only valid with {}", text,
                                            ipvsadm_commands_with(given.word->topic)));
      }
      const IpvsadmGiven* first = find(given.word->topic);
      if (first == &given) continue;
      if (first->word != given.word) return exclude(*first, given);
      return fail(given.name, fmt::format("option {} is given twice", text));
    }
    return true;
  }

  /// Only --set has words that belong to no option.
  bool read_arguments() {
    const size_t wanted = command_.verb == Verb::set_timeouts ? 3 : 0;
    const auto& arguments = line_.arguments;
    if (arguments.size() > wanted) {
      return fail(arguments[wanted], fmt::format("unexpected '{}'", arguments[wanted].text));
    }
    if (arguments.size() < wanted)
      return fail(verb_option().name, "--set needs three timeouts: TCP TCPFIN UDP");
    for (size_t i = 0; i < wanted; ++i) {
      if (!read_number(arguments[i], "a timeout", 0, longest_timeout, command_.timeouts[i]))
        return false;
    }
    return true;
  }
};

std::optional<LineError> read_command(const IpvsadmLine& line, IpvsadmCommand& command) {
  CommandReader reader(line, command);
  if (reader.read()) return std::nullopt;
  return reader.error();
}

}  // namespace

std::variant<IpvsadmCommand, LineError> parse_ipvsadm(std::string_view text) {
  auto parts = take_apart_ipvsadm(text);
  if (auto* error = std::get_if<LineError>(&parts)) return std::move(*error);
  const auto& line = std::get<IpvsadmLine>(parts);
  IpvsadmCommand command;
  if (line.options.empty() && line.arguments.empty()) return command;  // "ipvsadm" alone lists
  for (const auto read : {read_command, read_ipvsadm_service, read_ipvsadm_server,
                          read_ipvsadm_view, read_ipvsadm_daemon}) {
    if (auto error = read(line, command)) return std::move(*error);
  }
  return command;
}

}  // namespace hopproof
