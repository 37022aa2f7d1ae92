#include "harness/case/yaml/yaml_builder.hh"

#include "harness/case/load.hh"
#include "harness/case/yaml/scalar_place.hh"

#include <unordered_map>

#include <fmt/format.h>
#include <yaml-cpp/mark.h>

namespace hopproof {
namespace {

using Style = YamlNode::Style;

size_t offset_of(const YAML::Mark& mark) { return mark.pos < 0 ? 0 : size_t(mark.pos); }

Style style_at(char c) {
  if (c == '"') return Style::double_quoted;
  if (c == '\'') return Style::single_quoted;
  return c == '|' || c == '>' ? Style::block : Style::plain;
}

/// What may stand before the first character of a word, a comment or a quoted text.
bool opens_a_word(char before) {
  return std::string_view(" \t\n\r[{,:").find(before) != std::string_view::npos;
}

}  // namespace

char YamlBuilder::source_at(size_t offset) const {
  return offset < source_.text().size() ? source_.text()[offset] : '\0';
}

void YamlBuilder::stop(const Place& place, std::string message) {
  if (!stopped_) diagnostics_.error(place, std::move(message));
  stopped_ = true;
}

std::optional<size_t> YamlBuilder::find_open_quote() const {
  const std::string_view text = source_.text();
  for (size_t at = behind_last_scalar_; at < text.size();) {
    const bool begins_a_word = at == 0 || opens_a_word(text[at - 1]);
    if (begins_a_word && text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (begins_a_word && (text[at] == '"' || text[at] == '\'')) {
      const auto length = quoted_length(text, at);
      if (!length) return at;
      at += *length;
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

void YamlBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ == 1) return;
  stop(source_.place(offset_of(mark), 3),
       "a second document begins here; a file contains one case");
}

void YamlBuilder::refuse_properties(size_t offset, const std::string& tag, YAML::anchor_t anchor) {
  const std::string_view rest = source_.text().substr(std::min(offset, source_.text().size()));
  const Place place = source_.place(offset, std::min(rest.find_first_of(" \n\r,]}"), rest.size()));
  if (anchor != 0)
    diagnostics_.error(place, "YAML anchors (&) are not allowed in a case file; write it out");
  const bool tagged = source_at(offset) == '!' || (!tag.empty() && tag != "?" && tag != "!");
  if (tagged)
    diagnostics_.error(place, "YAML tags (!) are not allowed in a case file; quote a text");
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  // The mark of nothing is that of the next token; the place is the key's, which its reader has.
  if (anchor != 0) refuse_properties(offset_of(mark), "", anchor);
  YamlNode node;
  node.offset = offset_of(mark);
  if (!open_.empty()) node.place = open_.back().place;
  attach(std::move(node));
}

void YamlBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  diagnostics_.error(source_.place(offset_of(mark), 1),
                     "YAML aliases (*) are not allowed in a case file; write it out");
  YamlNode node;
  node.kind = YamlNode::Kind::refused;
  attach(std::move(node));
}

void YamlBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.offset = offset_of(mark);
  node.text = value;
  node.style = style_at(source_at(node.offset));
  refuse_properties(node.offset, tag, anchor);
  behind_last_scalar_ = node.offset + measure(node);
  attach(std::move(node));
}

size_t YamlBuilder::measure(YamlNode& scalar) {
  size_t length = scalar.text.size();
  if (scalar.style == Style::block) length = 1;
  if (scalar.style == Style::double_quoted || scalar.style == Style::single_quoted) {
    const auto quoted = quoted_length(source_.text(), scalar.offset);
    if (!quoted) stop(source_.place(scalar.offset, 1), "this quote is never closed");
    length = quoted.value_or(1);
  }
  scalar.place = source_.place(scalar.offset, length);
  return length;
}

void YamlBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  open(YamlNode::Kind::list, mark, tag, anchor);
}

void YamlBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  open(YamlNode::Kind::map, mark, tag, anchor);
}

void YamlBuilder::open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor) {
  YamlNode node;
  node.kind = kind;
  node.offset = offset_of(mark);
  node.place = source_.place(node.offset, 1);
  if (too_deep_ > 0 || open_.size() >= size_t{CaseLimits::depth}) {
    ++too_deep_;
    stop(node.place, fmt::format("nested deeper than {} levels", CaseLimits::depth));
    return;
  }
  refuse_properties(node.offset, tag, anchor);
  open_.push_back(std::move(node));
}

void YamlBuilder::close() {
  if (too_deep_ > 0) {
    --too_deep_;
    return;
  }
  YamlNode node = std::move(open_.back());
  open_.pop_back();
  if (node.is(YamlNode::Kind::map)) refuse_duplicates(node);
  attach(std::move(node));
}

void YamlBuilder::attach(YamlNode node) {
  if (too_deep_ > 0 || stopped_) return;
  if (open_.empty()) {
    root_ = std::move(node);
  } else if (YamlNode& parent = open_.back();
             parent.is(YamlNode::Kind::map) && parent.keys.size() == parent.children.size()) {
    attach_key(std::move(node));
  } else {
    parent.children.push_back(std::move(node));
  }
}

void YamlBuilder::attach_key(YamlNode node) {
  const bool merges = node.text == "<<" && node.style == Style::plain;
  if (merges) {
    diagnostics_.error(node.place, "YAML merges (<<) are not allowed in a case file; write it out");
  } else if (!node.is(YamlNode::Kind::scalar) && !node.is(YamlNode::Kind::refused)) {
    diagnostics_.error(node.place, fmt::format("a key is a word, not {}", node.kind_name()));
  }
  if (merges || !node.is(YamlNode::Kind::scalar)) node.kind = YamlNode::Kind::refused;
  open_.back().keys.push_back(std::move(node));
}

void YamlBuilder::refuse_duplicates(YamlNode& map) {
  std::unordered_map<std::string_view, const YamlNode*> first;
  for (const YamlNode& key : map.keys) {
    if (!key.is(YamlNode::Kind::scalar)) continue;
    const auto [seen, is_new] = first.try_emplace(key.text, &key);
    if (is_new) continue;
    diagnostics_.error(key.place, fmt::format("duplicate key '{}'; the first one is on line {}",
                                              key.text, seen->second->place.line));
  }
}

}  // namespace hopproof
