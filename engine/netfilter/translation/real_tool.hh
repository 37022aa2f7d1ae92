#pragma once

#include "harness/base/fd.hh"

#include <string>
#include <vector>

namespace hopproof::netfilter {

/// The words of a command, its own name first.
using Words = std::vector<std::string>;

/// The same words with the path of the real program first; throws HostError when there is none.
Words real_words(const Words& words);

/// Goes on as the real program; throws HostError when there is none. `input` takes the place of
/// standard input.
[[noreturn]] void become_real_tool(const Words& words, const Fd& input = Fd());

}  // namespace hopproof::netfilter
