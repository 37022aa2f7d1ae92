#pragma once

#include "harness/case/case.hh"
#include "harness/fix/case_edit.hh"
#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::fix {

/// One change to a deployment: as a command, and in the case file.
struct Change {
  verdict::ChangeResult shown;
  std::vector<CaseEdit> edits;
};

/// Changes that belong together and are tried together: the return route on each server.
struct Candidate {
  std::string title;  ///< "masquerade on director"
  std::vector<Change> changes;
  int cost = 0;  ///< among sets of the same size the cheapest comes first
};

using Candidates = std::vector<Candidate>;

/// `text` is what follows `ip route add`, `touches` what else the change concerns.
Change add_route(const Node& node, const std::string& name, const std::string& text,
                 const std::string& touches);
Change add_policy_rule(const Node& node, const std::string& name, const std::string& text,
                       const std::string& touches);
Change add_address(const Node& node, const std::string& address, const std::string& touches);
/// Sets it, whatever it was.
Change set_sysctl(const Node& node, const std::string& name, const std::string& value,
                  const std::string& touches);
Change add_firewall_rule(const Node& node, Family family, const std::string& name,
                         const std::string& text, const std::string& touches);
Change remove_firewall_rule(const Node& node, Family family, const IptablesItem& item,
                            const std::string& touches);
Change add_ipvs_line(const Node& node, const std::string& name, const std::string& text,
                     const std::string& touches);
/// `command` is what does the same to a director that runs.
Change replace_ipvs_line(const Node& node, const IpvsItem& item, const std::string& text,
                         const std::string& command, const std::string& touches);

/// Any line of a section of the node, by what its item says: other words for it, or none.
Change replace_line(const Node& node, const std::string& section, const Item& item,
                    const std::string& text, const std::string& command,
                    const std::string& touches);
Change remove_line(const Node& node, const std::string& section, const Item& item,
                   const std::string& command, const std::string& touches);
/// An address of an interface that is written there.
Change add_address_at(const Node& node, const std::string& interface, const std::string& address,
                      const std::string& touches);
Change remove_address(const Node& node, const std::string& interface, const std::string& address,
                      const std::string& touches);
/// A server of the lab, as "http:80"; who has the program starts it.
Change add_serve(const Node& node, const std::string& text);
/// A line behind a ruleset of nft, as `nft -f` reads it.
Change add_nft_line(const Node& node, const std::string& text, const std::string& touches);

}  // namespace hopproof::fix
