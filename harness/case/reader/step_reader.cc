#include "harness/base/spellcheck.hh"
#include "harness/case/language/explain.hh"
#include "harness/case/language/scalar_values.hh"
#include "harness/case/reader/lines_reader.hh"
#include "harness/case/reader/readers.hh"
#include "harness/case/reader/references.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr std::array<std::string_view, 4> describing_keys{"name", "within", "meanwhile", "expect"};

bool is_action(std::string_view key) {
  return std::ranges::find(describing_keys, key) == describing_keys.end();
}

void report_action(const YamlNode& key, ParseContext& context) {
  std::vector<std::string> words{"name", "probe", "wait", "within", "meanwhile", "expect"};
  for (const Node& node : context.parsed.nodes) words.push_back(node.name);
  const std::string near = did_you_mean(key.text, words);
  context.error(key, fmt::format("'{}' is neither a node nor a key of a step{}", key.text,
                                 near.empty() ? where_it_belongs(key.text) : near));
}

NodeCommand read_command(const YamlNode& key, const YamlNode& value, ParseContext& context) {
  NodeCommand command{key.text, {}};
  for (Line& line : read_lines(value, context, LineKind::shell))
    command.lines.push_back(std::move(line.text));
  if (command.lines.empty() && !value.flawed) {
    context.error(key, fmt::format("'{}' has no command", key.text));
  }
  return command;
}

/// False when the key is neither an action nor a node.
bool read_action(const YamlNode& key, const YamlNode& value, Step& step, ParseContext& context) {
  if (key.text == "probe") {
    step.action = read_probe(key, value, context);
  } else if (key.text == "wait") {
    step.action = Wait{parse_duration(value.text).value_or(std::chrono::milliseconds{0})};
  } else if (context.parsed.nodes.empty() || context.parsed.find_node(key.text)) {
    step.action = read_command(key, value, context);
  } else {
    report_action(key, context);
    return false;
  }
  return true;
}

void read_actions(const YamlNode& map, Step& step, ParseContext& context) {
  const YamlNode* first = nullptr;
  for (size_t i = 0; i < map.keys.size(); ++i) {
    const YamlNode& key = map.keys[i];
    if (!is_action(key.text)) continue;
    if (!first) {
      first = &key;
      step.place = key.place;
      read_action(key, map.children[i], step, context);
    } else if (key.text == "probe" || key.text == "wait" || context.parsed.find_node(key.text)) {
      context.error(key, fmt::format("a step does one thing: it has '{}' already", first->text));
    } else {
      report_action(key, context);
    }
  }
  if (!first && !map.flawed) {
    context.diagnostics.error(map.place, "a step needs a probe, the commands of a node, or wait");
  }
}

void read_within(const YamlNode& map, Step& step, ParseContext& context) {
  const YamlNode* within = map.find("within");
  if (!within) return;
  step.within = parse_duration(within->text).value_or(std::chrono::milliseconds{0});
  if (!std::holds_alternative<NodeCommand>(step.action)) {
    context.error(*within, "only a step that runs commands takes 'within'");
  }
}

/// What is to happen while the probe goes on.
void read_meanwhile(const YamlNode& map, Step& step, ParseContext& context) {
  const YamlNode* commands = map.find("meanwhile");
  if (!commands) return;
  Meanwhile meanwhile;
  for (size_t i = 0; i < commands->keys.size(); ++i) {
    const YamlNode& key = commands->keys[i];
    const YamlNode& value = commands->children[i];
    if (key.text == "after") {
      meanwhile.after = int(parse_number(value.text, 1'000'000).value_or(0));
      continue;
    }
    require_node(key.text, key.place, context);
    meanwhile.commands.push_back(read_command(key, value, context));
  }
  const Probe* probe = std::get_if<Probe>(&step.action);
  if (probe == nullptr)
    return context.error(*commands, "only a step that probes has a 'meanwhile'");
  if (meanwhile.commands.empty() && !commands->flawed)
    context.error(*commands, "'meanwhile' needs the commands of a node");
  const int connections = probe->times * int(std::max<size_t>(1, probe->from.size()));
  if (meanwhile.after >= connections && meanwhile.after > 0)
    context.error(*commands->find("after"),
                  fmt::format("after {} connections the probe, which makes {}, is over",
                              meanwhile.after, connections));
  step.meanwhile = std::move(meanwhile);
}

Step read_step(const YamlNode& map, ParseContext& context) {
  Step step;
  step.place = map.place;
  if (const YamlNode* name = map.find("name")) step.name = name->text;
  read_actions(map, step, context);
  read_within(map, step, context);
  read_meanwhile(map, step, context);
  for (size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i].text == "expect") read_expect(map.keys[i], map.children[i], step, context);
  }
  return step;
}

}  // namespace

void read_steps(const YamlNode& list, ParseContext& context) {
  context.steps_flawed = list.flawed;
  for (const YamlNode& map : list.children) {
    if (context.diagnostics.full()) return;
    context.parsed.steps.push_back(read_step(map, context));
  }
}

}  // namespace hopproof
