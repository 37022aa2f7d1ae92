#include "harness/case/language/explain.hh"

#include "harness/case/language/language.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

std::string explain_in(const KeyTable& table, const Key& key) {
  const std::string default_text =
      key.fallback.empty() ? "" : fmt::format(", default {}", key.fallback);
  const std::string_view needed = key.use == Key::Use::required ? ", required" : "";
  return fmt::format("{} (in {}): {}{}{}\n  {}\n", key.name, table.title, key.type, default_text,
                     needed, key.meaning);
}

const Key* find_any(const KeyTable& table, std::string_view word) {
  const Key* placeholder = table.placeholder();
  return placeholder && placeholder->name == word ? placeholder : table.find(word);
}

}  // namespace

std::vector<std::string> language_keys() {
  std::vector<std::string> words;
  for (const KeyTable* table : key_tables()) {
    for (const Key& key : table->keys) words.push_back(key.name);
  }
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

std::optional<std::string> explain_key(std::string_view word) {
  std::string text;
  for (const KeyTable* table : key_tables()) {
    if (const Key* key = find_any(*table, word)) text += explain_in(*table, *key);
  }
  if (text.empty()) return std::nullopt;
  return text;
}

std::string where_it_belongs(std::string_view word) {
  for (const KeyTable* table : key_tables()) {
    if (table->find(word)) return fmt::format("; it belongs in {}", table->title);
  }
  return "";
}

}  // namespace hopproof
