#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hopproof {

/// The option of a mark match or target, rewritten so that it leaves the engine's half of the mark
/// alone. `name` and `value` are what the translated rule says ("--set-xmark", "0x0/0xfffe").
struct MaskedOption {
  std::string name;
  std::string value;
};

/// True for the options that hold a mark or a mask of it: --mark --set-mark --or-mark --ctmask ...
bool is_mark_option(std::string_view name, std::string_view target);

/// The masked form of `name value`; nullopt when it needs bits above 0xffff. A value that is no
/// number at all stays, so that iptables says so.
std::optional<MaskedOption> mask_mark_option(std::string_view name, std::string_view value);

}  // namespace hopproof
