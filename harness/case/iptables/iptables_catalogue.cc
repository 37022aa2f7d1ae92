#include "harness/case/iptables/iptables_catalogue.hh"

#include "harness/base/text.hh"

#include <algorithm>

namespace hopproof {
namespace {

const ExtensionSpec* find_in(std::span<const ExtensionSpec> all, std::string_view name,
                             Family family) {
  const auto found = std::ranges::find_if(
      all, [&](const ExtensionSpec& spec) { return spec.name == name && spec.fits(family); });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

int OptionSpec::value_count() const {
  if (form == ValueForm::none) return 0;
  return form == ValueForm::tcp_flags || form == ValueForm::set_match ? 2 : 1;
}

bool ExtensionSpec::fits(Family family) const {
  return families == Families::both || (families == Families::v4) == (family == Family::v4);
}

const ExtensionSpec* find_match(std::string_view name, Family family) {
  if (name == "icmpv6" || name == "ipv6-icmp") name = "icmp6";
  return find_in(all_matches(), name, family);
}

const ExtensionSpec* find_target(std::string_view name, Family family) {
  return find_in(all_targets(), name, family);
}

std::vector<std::string> names_of(std::span<const ExtensionSpec> extensions, Family family) {
  std::vector<std::string> names;
  for (const ExtensionSpec& spec : extensions) {
    if (spec.fits(family)) names.emplace_back(spec.name);
  }
  return names;
}

bool is_among(std::string_view word, std::string_view list) {
  const auto words = split_at(list, '|');
  return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> alternatives(std::string_view list) {
  std::vector<std::string> words;
  for (const std::string_view word : split_at(list, '|')) words.emplace_back(word);
  return words;
}

std::string enumerate(std::string_view list) {
  const auto words = split_at(list, '|');
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace hopproof
