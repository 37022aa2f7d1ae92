#include "harness/import/collect_script.hh"

#include "collect_sh.hh"

#include <string_view>

namespace hopproof::imports {

std::string collect_script(std::optional<uint32_t> redact_key) {
  constexpr std::string_view place = "@KEY@";
  std::string script = embedded_collect_script;
  script.replace(script.find(place), place.size(), redact_key ? std::to_string(*redact_key) : "");
  return script;
}

}  // namespace hopproof::imports
