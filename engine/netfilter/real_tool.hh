#pragma once

#include "harness/base/fd.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::netfilter {

/// The words of a command, its own name first.
using Words = std::vector<std::string>;

/// The first program of this name in PATH, or in the folders of the system, that is not this very
/// program under another name.
std::optional<std::string> find_real_tool(std::string_view name);

/// Goes on as the real program; throws HostError when there is none. `input` takes the place of
/// standard input.
[[noreturn]] void become_real_tool(const Words& words, const Fd& input = Fd());

}  // namespace hopproof::netfilter
