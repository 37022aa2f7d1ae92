#pragma once

#include "harness/import/host.hh"
#include "harness/import/sections.hh"

#include <string>
#include <vector>

namespace hopproof::imports {

// What programs print of a configuration, line by line. Each line keeps its place; `file` is where
// the section stands.

/// iptables-save: what would be typed, `-t TABLE` in front. A policy of ACCEPT is there anyway.
std::vector<Fact> rules_of_save(const Section& section, const std::string& file);

/// `nft list ruleset` without the tables that iptables-nft keeps (`saved`: "ip nat", as
/// iptables-save named them) and those of hopproof's own engine.
std::vector<Fact> rules_of_nft(const Section& section, const std::string& file,
                               const std::set<std::string>& saved);

/// The tables that iptables-save printed: "nat", "filter".
std::set<std::string> tables_of_save(const Section& section);

/// "NAME = VALUE" lines.
std::vector<Setting> settings_of(const Section& section, const std::string& file);

/// "tcp 0.0.0.0:80" lines of a collect file.
std::vector<Listener> listeners_of(const Section& section, const std::string& file);

/// Lines that go into the case as they are: of `ipvsadm -Sn`, of `ipset save`. Comments are left
/// out.
std::vector<Fact> plain_lines(const Section& section, const std::string& file);

}  // namespace hopproof::imports
