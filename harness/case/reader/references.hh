#pragma once

#include "harness/case/reader/parse_context.hh"

#include <string_view>

namespace hopproof {

/// Checks of words that must refer to something in the case. Each reports at `place` and suggests
/// the nearest word; none does where what it looks for may have been dropped for another error.

/// A node's own name.
void require_node(std::string_view name, const Place& place, ParseContext& context);
/// A node's name, or the address of a server that no node owns.
void require_server(std::string_view name, const Place& place, ParseContext& context);
/// A node, or any, client, director or rs.
void require_hop_end(std::string_view name, const Place& place, ParseContext& context);
void require_network(std::string_view name, const Place& place, ParseContext& context);
/// NODE or NODE.INTERFACE.
void require_site(std::string_view site, const Place& place, ParseContext& context);
/// NODE.iptables.NAME, NODE.ip6tables.NAME, NODE.ipvs.NAME.COUNTER or NODE.nstat.NAME.
void require_counter(std::string_view path, const Place& place, ParseContext& context);
/// NODE.SECTION.NAME
void require_item(std::string_view path, const Place& place, ParseContext& context);
/// The addresses of a packet that is written in `scalar`.
void require_addresses(const PacketPattern& packet, const YamlNode& scalar, ParseContext& context);

}  // namespace hopproof
