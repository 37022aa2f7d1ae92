#include "harness/case/ipset/ipset.hh"

#include "harness/base/spellcheck.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Verb = IpsetLine::Verb;

struct Command {
  std::string_view word, letter;
  Verb verb;
  size_t names;  ///< words that must follow
};

constexpr auto set_commands = std::to_array<Command>({{"create", "-N", Verb::create, 2},
                                                      {"add", "-A", Verb::add, 2},
                                                      {"del", "-D", Verb::other, 2},
                                                      {"flush", "-F", Verb::other, 1},
                                                      {"destroy", "-X", Verb::other, 1},
                                                      {"rename", "-E", Verb::other, 2},
                                                      {"swap", "-W", Verb::other, 2}});

/// ipset(8), SET TYPES.
const std::vector<std::string>& set_types() {
  static const std::vector<std::string> types{
      "bitmap:ip",        "bitmap:ip,mac",     "bitmap:port",    "hash:ip",
      "hash:mac",         "hash:ip,mac",       "hash:net",       "hash:net,net",
      "hash:ip,port",     "hash:net,port",     "hash:ip,mark",   "hash:ip,port,ip",
      "hash:ip,port,net", "hash:net,port,net", "hash:net,iface", "list:set"};
  return types;
}

constexpr size_t longest_set_name = 31;  // IPSET_MAXNAMELEN - 1

const Command* find_command(const Token& word) {
  const auto found = std::ranges::find_if(set_commands, [&](const Command& one) {
    return word.text == one.word || word.text == one.letter ||
           word.text == fmt::format("--{}", one.word);
  });
  return found == set_commands.end() ? nullptr : &*found;
}

LineError no_command(const Token& word) {
  std::vector<std::string> names;
  for (const Command& one : set_commands) names.emplace_back(one.word);
  return error_at(word,
                  fmt::format("'{}' makes or fills no set; ipset has {} for that{}", word.text,
                              fmt::join(names, ", "), did_you_mean(word.text, names)));
}

}  // namespace

std::variant<IpsetLine, LineError> parse_ipset(std::string_view line) {
  auto split = split_words(line);
  if (const auto* error = std::get_if<LineError>(&split)) return *error;
  IpsetLine read;
  read.words = std::get<std::vector<Token>>(std::move(split));
  if (!read.words.empty() && read.words.front().text == "ipset")
    read.words.erase(read.words.begin());
  WordReader words(read.words);
  while (words.take_if("-exist") || words.take_if("-!") || words.take_if("--exist")) {
  }
  if (words.done()) return LineError{0, int(line.size()), "expected what follows `ipset` here"};
  const Token& verb = words.take();
  const Command* command = find_command(verb);
  if (command == nullptr) return no_command(verb);
  read.verb = command->verb;
  std::vector<Token> names;
  while (!words.done()) {
    if (words.take_if("-exist") || words.take_if("-!")) continue;
    names.push_back(words.take());
  }
  if (names.size() < command->names)
    return error_at(verb, fmt::format("'{}' needs {}", verb.text,
                                      names.empty() ? "the name of a set" : "one word more"));
  read.set = names[0].text;
  if (read.set.size() > longest_set_name)
    return error_at(names[0],
                    fmt::format("the name of a set has at most {} characters", longest_set_name));
  const bool makes = read.verb == Verb::create;
  if (makes && std::ranges::find(set_types(), names[1].text) == set_types().end())
    return error_at(names[1], fmt::format("'{}' is not a type of set{}", names[1].text,
                                          did_you_mean(names[1].text, set_types())));
  if (read.verb == Verb::add) read.member = names[1].text;
  return read;
}

}  // namespace hopproof
