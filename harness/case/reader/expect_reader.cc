#include "harness/case/reader/finding_reader.hh"
#include "harness/case/reader/hop_reader.hh"
#include "harness/case/reader/readers.hh"
#include "harness/case/reader/references.hh"

#include <fmt/format.h>

namespace hopproof {
namespace {

using Require = void (*)(std::string_view, const Place&, ParseContext&);

std::vector<std::string> read_names(const YamlNode& node, Require require, ParseContext& context) {
  std::vector<std::string> names;
  const auto read = [&](const YamlNode& scalar) {
    require(scalar.text, scalar.place, context);
    names.push_back(scalar.text);
  };
  if (node.is(YamlNode::Kind::scalar)) read(node);
  for (const YamlNode& child : node.children) read(child);
  return names;
}

std::vector<TextClaim> read_texts(const YamlNode& node) {
  std::vector<TextClaim> texts;
  if (node.is(YamlNode::Kind::scalar)) texts.push_back({node.text, node.place});
  for (const YamlNode& child : node.children) texts.push_back({child.text, child.place});
  return texts;
}

std::vector<ServedClaim> read_served(const YamlNode& map, ParseContext& context) {
  std::vector<ServedClaim> served;
  for (size_t i = 0; i < map.keys.size(); ++i) {
    const YamlNode& key = map.keys[i];
    require_node(key.text, key.place, context);
    const auto count = parse_number(map.children[i].text, INT32_MAX);
    served.push_back({key.text, int(count.value_or(0)), key.place});
  }
  return served;
}

std::vector<CounterClaim> read_counters(const YamlNode& map, ParseContext& context) {
  std::vector<CounterClaim> counters;
  for (size_t i = 0; i < map.keys.size(); ++i) {
    const YamlNode& key = map.keys[i];
    require_counter(key.text, key.place, context);
    counters.push_back({key.text, parse_number(map.children[i].text, UINT64_MAX), key.place});
  }
  return counters;
}

Place place_of_key(const YamlNode& map, std::string_view wanted) {
  for (const YamlNode& key : map.keys) {
    if (key.text == wanted) return key.place;
  }
  return map.place;
}

void read_narrowing(const YamlNode& map, Expect& expect, ParseContext& context) {
  if (const YamlNode* node = map.find("client")) {
    expect.clients = read_names(*node, require_node, context);
  }
  if (const YamlNode* node = map.find("server")) {
    expect.servers = read_names(*node, require_server, context);
  }
}

void read_verdict(const YamlNode& map, Expect& expect, ParseContext& context) {
  if (const YamlNode* node = map.find("outcome")) {
    if (const auto outcome = Outcome::parse(node->text)) expect.outcome = {*outcome, node->place};
  }
  if (const YamlNode* node = map.find("finding")) expect.findings = read_findings(*node, context);
  if (const YamlNode* node = map.find("served")) expect.served = read_served(*node, context);
  if (const YamlNode* node = map.find("exit")) {
    expect.exit = int(parse_number(node->text, 255).value_or(0));
  }
}

void read_sightings(const YamlNode& map, Expect& expect, ParseContext& context) {
  if (const YamlNode* node = map.find("request")) {
    expect.request = read_way(*node, place_of_key(map, "request"), context);
  }
  if (const YamlNode* node = map.find("reply")) {
    expect.reply = read_way(*node, place_of_key(map, "reply"), context);
  }
  if (const YamlNode* node = map.find("seen")) expect.seen = read_hops(*node, context);
  if (const YamlNode* node = map.find("never")) expect.never = read_hops(*node, context);
  if (const YamlNode* node = map.find("counters")) expect.counters = read_counters(*node, context);
  if (const YamlNode* node = map.find("prints")) expect.prints = read_texts(*node);
  if (const YamlNode* node = map.find("lacks")) expect.lacks = read_texts(*node);
}

bool takes_exit_status(const Step& step) {
  const auto* probe = std::get_if<Probe>(&step.action);
  return std::holds_alternative<NodeCommand>(step.action) || (probe && probe->as<RunProbe>());
}

Expect read_block(const YamlNode& map, const Step& step, ParseContext& context) {
  Expect expect;
  expect.place = map.place;
  read_narrowing(map, expect, context);
  read_verdict(map, expect, context);
  read_sightings(map, expect, context);
  if (expect.exit && !takes_exit_status(step)) {
    context.diagnostics.error(place_of_key(map, "exit"),
                              "only commands and `run` have an exit status");
  }
  return expect;
}

}  // namespace

void read_expect(const YamlNode& key, const YamlNode& node, Step& step, ParseContext& context) {
  step.expects_are_a_list = node.is(YamlNode::Kind::list);
  if (step.expects_are_a_list) {
    for (const YamlNode& child : node.children) {
      step.expects.push_back(read_block(child, step, context));
    }
  } else {
    step.expects.push_back(read_block(node, step, context));
    step.expects.back().place = key.place;
  }
}

}  // namespace hopproof
