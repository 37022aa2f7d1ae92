#include "harness/base/spellcheck.hh"
#include "harness/case/reader/finding_reader.hh"
#include "harness/case/reader/readers.hh"
#include "harness/case/reader/references.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// "A or B": the paths, each checked.
std::vector<std::string> read_paths(const YamlNode& key, ParseContext& context) {
  constexpr std::string_view separator = " or ";
  std::vector<std::string> paths;
  for (size_t start = 0; start <= key.text.size();) {
    const size_t end = std::min(key.text.find(separator, start), key.text.size());
    const std::string path = key.text.substr(start, end - start);
    require_item(path, context.place_in(key, start, path.size()), context);
    paths.push_back(path);
    start = end + separator.size();
  }
  return paths;
}

void read_step_name(const YamlNode& scalar, Need& need, ParseContext& context) {
  need.step = scalar.text;
  const auto& steps = context.parsed.steps;
  const auto count = std::ranges::count(steps, scalar.text, &Step::name);
  if (count > 1) context.error(scalar, fmt::format("{} steps are called '{}'", count, scalar.text));
  if (count > 0 || context.steps_flawed) return;
  std::vector<std::string> names;
  for (const Step& step : steps) names.push_back(step.name);
  context.error(scalar, fmt::format("no step is called '{}'{}", scalar.text,
                                    did_you_mean(scalar.text, names)));
}

Need read_need(const YamlNode& key, const YamlNode& value, ParseContext& context) {
  Need need;
  need.place = key.place;
  need.items = read_paths(key, context);
  if (!value.is(YamlNode::Kind::map)) {
    need.findings = read_findings(value, context);
    return need;
  }
  if (const YamlNode* finding = value.find("finding"))
    need.findings = read_findings(*finding, context);
  if (const YamlNode* outcome = value.find("outcome")) need.outcome = Outcome::parse(outcome->text);
  if (const YamlNode* step = value.find("step")) read_step_name(*step, need, context);
  return need;
}

}  // namespace

void read_needs(const YamlNode& map, ParseContext& context) {
  for (size_t i = 0; i < map.keys.size() && !context.diagnostics.full(); ++i) {
    context.parsed.needs.push_back(read_need(map.keys[i], map.children[i], context));
  }
}

}  // namespace hopproof
