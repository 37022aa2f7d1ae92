#pragma once

#include <optional>
#include <string_view>

namespace hopproof::imports {

/// What a line of a pasted text is of.
enum class PasteKind {
  unknown,
  ipvs_listing,  ///< ipvsadm -Ln
  ipvs_lines,    ///< ipvsadm -Sn, or commands
  saved_rules,   ///< iptables-save, iptables -S, or commands
  listed_rules,  ///< iptables -nvL
  nft,           ///< nft list ruleset
  sets,          ///< ipset save
  addresses,     ///< ip addr
  routes,        ///< ip route
  policy_rules,  ///< ip rule
  sysctls,       ///< sysctl -a
  packets,       ///< tcpdump -n
  keepalived,    ///< keepalived.conf
};

/// By this line alone; unknown where it is of no kind that is known, or could be of several.
PasteKind kind_of_line(std::string_view line);

/// "an `iptables -nvL` listing": for messages.
std::string_view name_of(PasteKind kind);

/// The prompt of a shell and what was typed behind it.
struct Prompt {
  std::string_view host;  ///< "" where the prompt names none
  std::string_view command;
};
/// "[root@lb1 ~]# ipvsadm -Ln", "root@lb1:~# ip addr", "# sysctl -a"; nullopt for any other line.
std::optional<Prompt> prompt_of(std::string_view line);

}  // namespace hopproof::imports
