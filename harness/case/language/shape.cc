#include "harness/case/language/shape.hh"

#include <algorithm>

namespace hopproof {

const Key* KeyTable::find(std::string_view key) const {
  const auto found = std::ranges::find_if(
      keys, [&](const Key& k) { return k.use != Key::Use::placeholder && k.name == key; });
  return found == keys.end() ? nullptr : &*found;
}

const Key* KeyTable::placeholder() const {
  const auto found = std::ranges::find(keys, Key::Use::placeholder, &Key::use);
  return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string> KeyTable::names() const {
  std::vector<std::string> words;
  for (const Key& key : keys) {
    if (key.use != Key::Use::placeholder) words.push_back(key.name);
  }
  return words;
}

bool KeyTable::goes_with(std::string_view key, std::string_view kind) const {
  const auto lists = [&](const Key& one) {
    return std::ranges::find(one.company, key) != one.company.end();
  };
  const Key* own = find(kind);
  return (own && lists(*own)) || std::ranges::none_of(keys, lists);
}

}  // namespace hopproof
