#include "harness/import/paste_reader.hh"

#include "harness/base/text.hh"
#include "harness/import/config_prints.hh"
#include "harness/import/text_prints.hh"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

void move_into(std::vector<Fact>& into, std::vector<Fact> lines, Topic topic, Host& host) {
  into.insert(into.end(), std::make_move_iterator(lines.begin()),
              std::make_move_iterator(lines.end()));
  host.told.insert(topic);
}

/// Lines of ipvsadm without the program's name.
std::vector<Fact> typed_services(const Section& section, const std::string& file) {
  constexpr std::string_view program = "ipvsadm ";
  std::vector<Fact> lines = plain_lines(section, file);
  for (Fact& line : lines)
    if (line.text.starts_with(program)) line.text.erase(0, program.size());
  std::erase_if(lines, [](const Fact& line) { return !line.text.starts_with('-'); });
  return lines;
}

void leave_out(const PastedPrint& print, const std::string& file, std::vector<Remark>& remarks) {
  const std::string_view instead = print.kind == PasteKind::listed_rules
                                       ? "give the output of `iptables-save`"
                                       : "give the output of `ipvsadm -Sn` on that host";
  remarks.push_back(
      {Remark::Kind::missing,
       fmt::format("{}: {} is recognised, and not read yet; {}.",
                   Where{file, print.section.line}.text(), name_of(print.kind), instead)});
}

}  // namespace

void read_print(const PastedPrint& print, const std::string& file, Host& host,
                std::vector<Remark>& remarks) {
  const Section& section = print.section;
  switch (print.kind) {
    case PasteKind::ipvs_listing:
      return move_into(host.ipvs, services_of_listing(section, file, remarks), Topic::services,
                       host);
    case PasteKind::ipvs_lines:
      return move_into(host.ipvs, typed_services(section, file), Topic::services, host);
    case PasteKind::saved_rules:
      return move_into(print.is_v6 ? host.ip6tables : host.iptables, rules_of_save(section, file),
                       Topic::firewall, host);
    case PasteKind::nft:
      return move_into(host.nftables, rules_of_nft(section, file, {}), Topic::firewall, host);
    case PasteKind::sets:
      return move_into(host.ipsets, plain_lines(section, file), Topic::firewall, host);
    case PasteKind::routes:
      return move_into(host.routes, routes_of_text(section, file), Topic::routes, host);
    case PasteKind::policy_rules:
      return move_into(host.rules, policy_rules_of_text(section, file), Topic::rules, host);
    case PasteKind::addresses:
      host.told.insert(Topic::addresses);
      return add_links(section, file, host);
    case PasteKind::sysctls: {
      const auto settings = settings_of(section, file);
      host.sysctls.insert(host.sysctls.end(), settings.begin(), settings.end());
      host.told.insert(Topic::sysctls);
      return;
    }
    case PasteKind::packets: {
      const auto packets = packets_of(section, file);
      host.packets.insert(host.packets.end(), packets.begin(), packets.end());
      return;
    }
    case PasteKind::listed_rules:
    case PasteKind::keepalived:
      return leave_out(print, file, remarks);
    case PasteKind::unknown:
      return;
  }
}

}  // namespace hopproof::imports
