#include "engine/netfilter/user_mark.hh"

#include "engine/netfilter/marks.hh"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr uint32_t all_bits = 0xffffffff;

/// "VALUE[/MASK]", each decimal, octal or hexadecimal, as iptables reads it.
struct MarkAndMask {
  uint32_t value = 0;
  std::optional<uint32_t> mask;
};

std::optional<uint32_t> parse_bits(const std::string& text) {
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  char* end = nullptr;
  const auto number = std::strtoull(text.c_str(), &end, 0);
  if (*end != '\0' || number > all_bits) return std::nullopt;
  return uint32_t(number);
}

std::optional<MarkAndMask> parse_mark(std::string_view text) {
  const size_t slash = text.find('/');
  const auto value = parse_bits(std::string(text.substr(0, slash)));
  if (!value) return std::nullopt;
  if (slash == std::string_view::npos) return MarkAndMask{*value, std::nullopt};
  const auto mask = parse_bits(std::string(text.substr(slash + 1)));
  if (!mask) return std::nullopt;
  return MarkAndMask{*value, mask};
}

bool is_high(uint32_t bits) { return (bits & marks::engine) != 0; }

/// A mask of all bits means all of the user's; any other must not reach into the engine's half.
std::optional<uint32_t> user_mask(std::optional<uint32_t> mask) {
  if (!mask || *mask == all_bits) return marks::user;
  if (is_high(*mask)) return std::nullopt;
  return *mask;
}

std::optional<MaskedOption> masked(std::string_view name, const MarkAndMask& mark) {
  const auto mask = user_mask(mark.mask);
  if (!mask || is_high(mark.value)) return std::nullopt;
  return MaskedOption{std::string(name), fmt::format("{:#x}/{:#x}", mark.value, *mask)};
}

std::optional<MaskedOption> bit_operation(std::string_view name, uint32_t bits) {
  const uint32_t cleared = ~bits & marks::user;
  if (name == "--and-mark") return MaskedOption{"--set-xmark", fmt::format("0x0/{:#x}", cleared)};
  if (is_high(bits)) return std::nullopt;
  return MaskedOption{std::string(name), fmt::format("{:#x}", bits)};
}

constexpr std::array values_with_mask = {"--mark", "--set-mark", "--set-xmark", "--tproxy-mark"};
constexpr std::array operations = {"--and-mark", "--or-mark", "--xor-mark"};
constexpr std::array masks = {"--nfmask", "--ctmask", "--mask"};

template <size_t N>
bool has_mark_option(const std::array<const char*, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool is_mark_option(std::string_view name, std::string_view target) {
  if (has_mark_option(masks, name)) return target == "CONNMARK";
  return has_mark_option(values_with_mask, name) || has_mark_option(operations, name);
}

std::optional<MaskedOption> mask_mark_option(std::string_view name, std::string_view value) {
  const auto mark = parse_mark(value);
  if (!mark) return MaskedOption{std::string(name), std::string(value)};
  if (has_mark_option(values_with_mask, name)) return masked(name, *mark);
  if (has_mark_option(operations, name)) return bit_operation(name, mark->value);
  const auto mask = user_mask(mark->value);
  if (!mask) return std::nullopt;
  return MaskedOption{std::string(name), fmt::format("{:#x}", *mask)};
}

}  // namespace hopproof
