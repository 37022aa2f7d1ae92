#include "harness/base/spellcheck.hh"
#include "harness/case/language/explain.hh"
#include "harness/case/language/shape.hh"
#include "harness/case/text/diagnostic_sink.hh"
#include "harness/case/yaml/yaml_node.hh"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

#include <fmt/format.h>

namespace hopproof {
namespace {

class ShapeChecker {
 public:
  explicit ShapeChecker(DiagnosticSink& diagnostics) : diagnostics_(diagnostics) {}

  /// True when nothing in `node` was reported. Where it is nothing at all, `owner` is the
  /// place of the key that it belongs to. A node of the wrong kind is left empty.
  bool check(YamlNode& node, const Shape& shape, const Place& owner) {
    if (diagnostics_.full() || node.is(YamlNode::Kind::refused)) return false;
    switch (node.kind) {
      case YamlNode::Kind::scalar:
        if (shape.scalar) return check_scalar(node, *shape.scalar);
        break;
      case YamlNode::Kind::list:
        if (shape.element) return check_list(node, shape, owner);
        break;
      case YamlNode::Kind::map:
        if (shape.table) return check_keys(node, *shape.table, owner);
        if (shape.value) return check_names(node, shape, owner);
        break;
      default:
        if (shape.may_be_empty) return true;
    }
    return wrong_kind(node, shape, owner);
  }

 private:
  bool fail(const Place& place, std::string message) {
    diagnostics_.error(place, std::move(message));
    return false;
  }

  bool wrong_kind(YamlNode& node, const Shape& shape, const Place& owner) {
    const Place place = node.is(YamlNode::Kind::empty) ? owner : node.place;
    return fail(place, fmt::format("expected {}, found {}", shape.expected(), node.kind_name()));
  }

  bool check_scalar(const YamlNode& node, const ScalarType& type) {
    std::string problem = type.problem_with(node.text);
    return problem.empty() || fail(node.place, std::move(problem));
  }

  bool check_list(YamlNode& list, const Shape& shape, const Place& owner) {
    if (list.children.empty() && shape.needs_one) return nothing_in(shape, owner);
    const size_t before = list.children.size();
    for (YamlNode& child : list.children) {
      if (child.is(YamlNode::Kind::empty)) child.place = list.place;
      if (!check(child, *shape.element, child.place)) refuse_unless_fits(child, *shape.element);
    }
    std::erase_if(list.children, [](const YamlNode& child) { return is_dropped(child); });
    list.flawed |= before != list.children.size() || any_flawed(list);
    return !list.flawed;
  }

  bool check_keys(YamlNode& map, const KeyTable& table, const Place& owner) {
    const std::set<std::string> meant = check_known_keys(map, table);
    bool complete = true;
    for (const Key& key : table.keys) {
      if (key.use != Key::Use::required || map.find(key.name) || meant.contains(key.name)) continue;
      complete = fail(owner, fmt::format("missing key '{}' in {}", key.name, table.title));
    }
    drop_refused(map);
    map.flawed |= any_flawed(map) || !complete;
    return !map.flawed;
  }

  /// Returns the keys of the table that were meant by unknown ones.
  std::set<std::string> check_known_keys(YamlNode& map, const KeyTable& table) {
    std::set<std::string> meant;
    for (size_t i = 0; i < map.keys.size() && !diagnostics_.full(); ++i) {
      YamlNode& key = map.keys[i];
      if (key.is(YamlNode::Kind::refused)) continue;
      const Key* known = find_key(table, key.text, map.children[i]);
      if (!known) {
        meant.insert(report_key(key, table));
        key.kind = YamlNode::Kind::refused;
      } else if (!check(map.children[i], *known->shape, key.place)) {
        meant.insert(key.text);
        refuse_unless_fits(map.children[i], *known->shape);
      }
    }
    return meant;
  }

  /// A node is given commands; a map behind an unknown key is a key with a typo.
  static const Key* find_key(const KeyTable& table, std::string_view key, const YamlNode& value) {
    const Key* known = table.find(key);
    const bool fits = value.is(YamlNode::Kind::scalar) || value.is(YamlNode::Kind::list);
    return known || !fits ? known : table.placeholder();
  }

  std::string report_key(const YamlNode& key, const KeyTable& table) {
    const std::vector<std::string> words = table.names();
    std::string meant = nearest(key.text, words);
    const std::string hint =
        meant.empty() ? where_it_belongs(key.text) : fmt::format("; did you mean '{}'?", meant);
    diagnostics_.error(key.place,
                       fmt::format("unknown key '{}' in {}{}", key.text, table.title, hint));
    return meant;
  }

  bool check_names(YamlNode& map, const Shape& shape, const Place& owner) {
    if (map.children.empty() && shape.needs_one) return nothing_in(shape, owner);
    for (size_t i = 0; i < map.keys.size() && !diagnostics_.full(); ++i) {
      const YamlNode& key = map.keys[i];
      YamlNode& child = map.children[i];
      if (key.is(YamlNode::Kind::refused)) continue;
      const bool good_name = check_scalar(key, *shape.name);
      if (!check(child, *shape.value, key.place)) {
        refuse_unless_fits(child, *shape.value);
        if (child.is(YamlNode::Kind::refused)) child.kind = YamlNode::Kind::empty;
        child.flawed = true;
      }
      map.flawed |= !good_name;
    }
    drop_refused(map);
    map.flawed |= any_flawed(map);
    return !map.flawed;
  }

  bool nothing_in(const Shape& shape, const Place& owner) {
    return fail(owner, fmt::format("expected {}, found an empty one", shape.expected()));
  }

  static void refuse_unless_fits(YamlNode& node, const Shape& shape) {
    const bool fits = (node.is(YamlNode::Kind::map) && (shape.table || shape.value)) ||
                      (node.is(YamlNode::Kind::list) && shape.element);
    if (!fits) node.kind = YamlNode::Kind::refused;
    node.flawed = true;
  }

  static bool is_dropped(const YamlNode& node) { return node.is(YamlNode::Kind::refused); }

  static bool any_flawed(const YamlNode& node) {
    return std::ranges::any_of(node.children, &YamlNode::flawed);
  }

  /// Takes away the entries whose key or value is refused, and the second of two equal keys.
  static void drop_refused(YamlNode& map) {
    std::unordered_set<std::string> seen;
    size_t kept = 0;
    for (size_t i = 0; i < map.keys.size(); ++i) {
      const bool refused =
          map.keys[i].is(YamlNode::Kind::refused) || map.children[i].is(YamlNode::Kind::refused);
      if (refused || !seen.insert(map.keys[i].text).second) {
        map.flawed = true;
        continue;
      }
      if (kept != i) {
        map.keys[kept] = std::move(map.keys[i]);
        map.children[kept] = std::move(map.children[i]);
      }
      ++kept;
    }
    map.keys.resize(kept);
    map.children.resize(kept);
  }

  DiagnosticSink& diagnostics_;
};

}  // namespace

void check_shape(YamlNode& root, const Shape& shape, DiagnosticSink& diagnostics) {
  ShapeChecker checker(diagnostics);
  Place start{1, 1, 0};
  if (!root.keys.empty()) start = root.keys.front().place;
  if (!checker.check(root, shape, start)) root.flawed = true;
}

}  // namespace hopproof
