#include "harness/case/packet/icmp_type.hh"
#include "harness/trace/packet.hh"

#include <fmt/format.h>

namespace hopproof::trace {
namespace {

constexpr uint8_t redirect_type = 5;

/// The first word of the case language that means just this type, with the code or without one.
std::optional<std::string> word_for(Family family, uint8_t type, std::optional<uint8_t> code) {
  for (const std::string& word : icmp_words(family)) {
    const auto meaning = find_icmp_type(word, family);
    if (meaning && meaning->type == type && meaning->code == code) return word;
  }
  return std::nullopt;
}

}  // namespace

std::string icmp_name(Family family, uint8_t type, uint8_t code) {
  // Whose route is redirected (host, network) is of no use to anybody; "redirect" is.
  const bool by_type = code == 0 || (family == Family::v4 && type == redirect_type);
  auto name =
      family == Family::v4 && type == redirect_type ? std::nullopt : word_for(family, type, code);
  if (!name && by_type) name = word_for(family, type, std::nullopt);
  return name ? *name : fmt::format("{}/{}", type, code);
}

}  // namespace hopproof::trace
