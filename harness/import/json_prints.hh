#pragma once

#include "harness/import/host.hh"

#include <optional>
#include <string_view>
#include <vector>

namespace hopproof::imports {

// What `ip -j` prints, wherever in the text it begins. nullopt when it is no JSON: some versions of
// iproute2 print broken text (cilium PR#24448). Every fact is of the line `where`, since it is all
// one line.

/// `ip -j [-d] addr`; link-local and temporary addresses are left out.
std::optional<std::vector<Link>> links_of_json(std::string_view text, const Where& where);

/// What an address, or the kernel by itself, does not bring: the routes of `ip -j [-6] route show
/// table all` that somebody added.
std::optional<std::vector<Fact>> routes_of_json(std::string_view text, const Where& where,
                                                std::vector<Remark>& remarks);

/// `ip -j [-6] rule` without the three that are there anyway.
std::optional<std::vector<Fact>> rules_of_json(std::string_view text, Family family,
                                               const Where& where);

}  // namespace hopproof::imports
