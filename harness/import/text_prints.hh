#pragma once

#include "harness/import/host.hh"
#include "harness/import/sections.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hopproof::imports {

/// A row of `ipvsadm -Ln`, with any of its views: a service, or one of its servers.
struct ListingRow {
  std::string service;                    ///< as ipvsadm has it: "-t 10.0.0.1:80", "-f 7 -6"
  std::string server;                     ///< "10.0.0.5:80"; "" for the service's own row
  std::vector<std::string_view> columns;  ///< behind its name
  int line = 0;                           ///< in the text, from 0
};
std::vector<ListingRow> listing_rows(std::string_view text);

/// `ipvsadm -Ln` as lines of ipvsadm. Names instead of numbers, and servers that are the director
/// itself ("Local"), are remarks.
std::vector<Fact> services_of_listing(const Section& section, const std::string& file,
                                      std::vector<Remark>& remarks);

/// `ip addr`: added to the links that are known. Addresses of the link alone are left out.
void add_links(const Section& section, const std::string& file, Host& host);

/// `ip route` and `ip rule` as lines of the case; what the kernel makes by itself is left out.
std::vector<Fact> routes_of_text(const Section& section, const std::string& file);
std::vector<Fact> policy_rules_of_text(const Section& section, const std::string& file);

/// `tcpdump -n`: who sends to whom.
std::vector<SeenPacket> packets_of(const Section& section, const std::string& file);

}  // namespace hopproof::imports
