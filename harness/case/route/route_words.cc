#include "harness/case/route/route_words.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/text/words.hh"

#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>

namespace hopproof {
namespace {

struct NamedNumber {
  std::string_view name;
  uint32_t number;
};

constexpr NamedNumber tables[] = {{"default", 253}, {"main", 254}, {"local", 255}};
constexpr NamedNumber scopes[] = {
    {"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}};

constexpr std::string_view other_types[] = {"throw",   "broadcast", "multicast",
                                            "anycast", "nat",       "xresolve"};
constexpr std::string_view other_words[] = {
    "nexthop",  "nhid",    "encap",    "weight",  "tos",        "dsfield",           "advmss",
    "rtt",      "rttvar",  "window",   "cwnd",    "initcwnd",   "initrwnd",          "features",
    "quickack", "congctl", "hoplimit", "expires", "reordering", "ssthresh",          "realms",
    "realm",    "rto_min", "as",       "vrf",     "pervasive",  "fastopen_no_cookie"};

template <class Names>
std::vector<std::string> words_of_numbers(const Names& known) {
  std::vector<std::string> names;
  for (const NamedNumber& one : known) names.emplace_back(one.name);
  return names;
}

}  // namespace

std::optional<std::optional<Route::Type>> find_route_type(std::string_view word) {
  if (word == "unicast") return Route::Type::unicast;
  if (word == "blackhole") return Route::Type::blackhole;
  if (word == "unreachable") return Route::Type::unreachable;
  if (word == "prohibit") return Route::Type::prohibit;
  if (word == "local") return Route::Type::local;
  if (std::ranges::find(other_types, word) == std::end(other_types)) return std::nullopt;
  return std::optional<Route::Type>();
}

bool is_any_word(std::string_view word) {
  return word == "default" || word == "all" || word == "any";
}

bool is_other_route_word(std::string_view word) {
  return std::ranges::find(other_words, word) != std::end(other_words);
}

std::optional<uint32_t> parse_table(std::string_view word) {
  const auto* named = std::ranges::find(tables, word, &NamedNumber::name);
  if (named != std::end(tables)) return named->number;
  const auto number = parse_integer(word);
  return number && *number > 0 ? number : std::nullopt;
}

std::string table_error(std::string_view word) {
  return fmt::format("'{}' is not a table; a table is a number above 0, main, local or default{}",
                     word, did_you_mean(word, words_of_numbers(tables)));
}

std::optional<uint8_t> parse_scope(std::string_view word) {
  const auto* named = std::ranges::find(scopes, word, &NamedNumber::name);
  if (named != std::end(scopes)) return uint8_t(named->number);
  const auto number = parse_integer(word);
  if (!number || *number > 255) return std::nullopt;
  return uint8_t(*number);
}

std::string scope_error(std::string_view word) {
  return fmt::format("'{}' is not a scope{}", word, did_you_mean(word, words_of_numbers(scopes)));
}

bool is_interface_name(std::string_view word) {
  const auto bad = [](unsigned char c) { return std::isspace(c) || c == '/' || c == ':'; };
  return !word.empty() && word.size() <= 15 && word != "." && word != ".." &&
         std::ranges::none_of(word, bad);
}

}  // namespace hopproof
