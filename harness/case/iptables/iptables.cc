#include "harness/case/iptables/iptables.hh"

#include "harness/case/iptables/iptables_line.hh"

#include <algorithm>

namespace hopproof {
namespace {

/// Moves what the matches and the target were given to where a rule keeps it.
void fill_in(IptablesRule& rule, std::vector<LoadedExtension> extensions) {
  for (LoadedExtension& extension : extensions) {
    std::vector<MatchOption> options;
    for (GivenOption& given : extension.options) options.push_back(std::move(given.option));
    if (extension.is_target) {
      std::ranges::move(options, std::back_inserter(rule.options));
    } else {
      rule.matches.push_back({.name = std::move(extension.name), .options = std::move(options)});
    }
  }
}

bool tracks(const ExtensionSpec* extension) { return extension != nullptr && extension->tracks; }

}  // namespace

bool IptablesRule::needs_conntrack() const {
  const bool adds = verb == Verb::append || verb == Verb::insert || verb == Verb::replace;
  if (!adds) return false;
  const auto match_tracks = [](const Match& match) {
    return tracks(find_match(match.name, Family::v4));
  };
  return table == "nat" || tracks(find_target(target, Family::v4)) ||
         std::ranges::any_of(matches, match_tracks);
}

std::variant<ParsedRule, LineError> parse_iptables(std::string_view line, Family family) {
  auto read = read_iptables(line, family);
  if (auto* error = std::get_if<LineError>(&read)) return std::move(*error);
  auto& parts = std::get<IptablesLine>(read);
  if (auto problem = check_iptables(parts)) return std::move(*problem);
  fill_in(parts.rule, std::move(parts.extensions));
  return ParsedRule{.rule = std::move(parts.rule), .warnings = std::move(parts.warnings)};
}

}  // namespace hopproof
