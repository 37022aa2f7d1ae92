#include "harness/case/findings/catalogue_reader.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/yaml/yaml_reader.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

struct Field {
  std::string_view key;
  std::string FindingKind::*text;
  bool required;
};

constexpr Field fields[] = {
    {"cause", &FindingKind::cause, true},          {"evidence", &FindingKind::evidence, true},
    {"rules-out", &FindingKind::rules_out, false}, {"remedy", &FindingKind::remedy, true},
    {"not-seen", &FindingKind::not_seen, false},
};

/// The words of the longest part that ends with '.' or ';' before a blank.
int longest_sentence(std::string_view text) {
  int longest = 0;
  int words = 1;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] != ' ') continue;
    const bool ends = text[i - 1] == ';' || text[i - 1] == '.';
    longest = std::max(longest, words);
    words = ends ? 1 : words + 1;
  }
  return std::max(longest, words);
}

void read_text(const YamlNode& key, const YamlNode& value, FindingKind& kind,
               DiagnosticSink& diagnostics) {
  const auto field = std::ranges::find(fields, key.text, &Field::key);
  if (field == std::end(fields)) {
    diagnostics.error(key.place, fmt::format("'{}' is not a text of a finding", key.text));
    return;
  }
  if (!value.is(YamlNode::Kind::scalar) || value.text.empty()) {
    diagnostics.error(key.place, fmt::format("'{}' needs a text", key.text));
    return;
  }
  if (const int words = longest_sentence(value.text); words > most_words_in_a_sentence) {
    diagnostics.error(key.place, fmt::format("a sentence of {} words; {} is the most", words,
                                             most_words_in_a_sentence));
  }
  kind.*field->text = value.text;
}

FindingKind read_entry(const YamlNode& id, const YamlNode& texts, DiagnosticSink& diagnostics) {
  FindingKind kind;
  for (size_t i = 0; i < texts.keys.size(); ++i)
    read_text(texts.keys[i], texts.children[i], kind, diagnostics);
  for (const Field& field : fields) {
    if (field.required && (kind.*field.text).empty())
      diagnostics.error(id.place, fmt::format("{} has no '{}'", id.text, field.key));
  }
  if (!kind.cause.empty() && !kind.cause.ends_with('.'))
    diagnostics.error(id.place, fmt::format("the cause of {} is not a whole sentence", id.text));
  return kind;
}

}  // namespace

std::vector<FindingKind> read_catalogue(std::string_view yaml, DiagnosticSink& diagnostics) {
  std::vector<FindingKind> kinds;
  const auto root = read_yaml(SourceText(std::string(yaml)), diagnostics);
  if (!root) return kinds;
  for (size_t i = 0; i < root->keys.size(); ++i) {
    const YamlNode& key = root->keys[i];
    const auto id = parse_finding_id(key.text);
    if (!id) {
      diagnostics.error(key.place, fmt::format("there is no finding '{}'{}", key.text,
                                               did_you_mean(key.text, finding_ids())));
      continue;
    }
    kinds.push_back(read_entry(key, root->children[i], diagnostics));
    kinds.back().id = *id;
    if (static_cast<size_t>(*id) + 1 != kinds.size())
      diagnostics.error(key.place, fmt::format("{} is out of order", key.text));
  }
  if (kinds.size() < finding_count)
    diagnostics.error({}, fmt::format("{} of {} findings are here", kinds.size(), finding_count));
  return kinds;
}

}  // namespace hopproof
