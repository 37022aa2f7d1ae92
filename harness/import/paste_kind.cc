#include "harness/import/paste_kind.hh"

#include "harness/base/address.hh"
#include "harness/base/text.hh"

#include <algorithm>
#include <array>
#include <vector>

namespace hopproof::imports {
namespace {

/// The words of a line, those past its end being "".
class LineWords {
 public:
  explicit LineWords(std::string_view line) : words_(words_of(line)) {}
  std::string_view operator[](size_t index) const {
    return index < words_.size() ? words_[index] : "";
  }
  bool is(size_t index, std::initializer_list<std::string_view> any) const {
    return std::ranges::find(any, (*this)[index]) != any.end();
  }
  bool has(std::string_view word) const { return std::ranges::find(words_, word) != words_.end(); }

 private:
  std::vector<std::string_view> words_;
};

bool is_number_with_colon(std::string_view word) {
  return word.ends_with(':') && parse_number(word.substr(0, word.size() - 1), 1U << 30).has_value();
}

bool is_listed_service(const LineWords& line) {
  if (line[0] == "IP" && line[1] == "Virtual") return true;
  if (line[0] == "Prot" || line[0] == "->") return true;
  if (line[0] == "FWM") return parse_number(line[1], 0xffffffff).has_value();
  return line.is(0, {"TCP", "UDP", "SCTP"}) && Endpoint::parse(line[1]).has_value();
}

bool is_typed_service(const LineWords& line) {
  const size_t verb = line[0] == "ipvsadm" ? 1 : 0;
  return line.is(verb, {"-A", "-a", "-E", "-e"}) &&
         line.is(verb + 1, {"-t", "-u", "-f", "--tcp-service", "--udp-service", "--sctp-service"});
}

bool is_saved_rule(const LineWords& line) {
  if (line.is(0, {"*nat", "*filter", "*mangle", "*raw", "*security", "COMMIT"})) return true;
  if (line[0].starts_with(':') && line[0].size() > 1 && line.is(1, {"ACCEPT", "DROP", "-"}))
    return true;
  size_t verb = line[0].starts_with('[') || line.is(0, {"iptables", "ip6tables"}) ? 1 : 0;
  if (line[verb] == "-t") verb += 2;
  return line.is(verb, {"-A", "-I", "-P", "-N"}) && !line[verb + 1].empty() &&
         line[verb + 1].front() != '-';
}

bool is_listed_rule(const LineWords& line) {
  return line[0] == "Chain" && (line[2] == "(policy" || line[3].starts_with("references"));
}

bool is_nft_table(const LineWords& line) { return line[0] == "table" && line[3] == "{"; }

bool is_set_line(const LineWords& line) {
  const size_t verb = line[0] == "ipset" ? 1 : 0;
  if (line[verb] == "create") return line[verb + 2].find(':') != std::string_view::npos;
  return line[verb] == "add" && !line[verb + 2].empty();
}

bool is_address(const LineWords& line) {
  if (line.is(0, {"inet", "inet6"})) return Cidr::parse(line[1]).has_value();
  return is_number_with_colon(line[0]) && line[2].starts_with('<');
}

bool is_route(const LineWords& line) {
  const size_t at =
      line.is(0, {"unreachable", "blackhole", "prohibit", "local", "broadcast"}) ? 1 : 0;
  if (line[at] != "default" && !Cidr::parse(line[at])) return false;
  return at == 1 || (line.is(1, {"via", "dev"}) && !line.has("lladdr") && !line.has("FAILED"));
}

bool is_policy_rule(const LineWords& line) {
  return is_number_with_colon(line[0]) && line.is(1, {"from", "not"});
}

bool is_packet(const LineWords& line) {
  for (size_t i = 0; i < 3; ++i)
    if (line.is(i, {"IP", "IP6"}) && line[i + 2] == ">") return true;
  return false;
}

bool is_keepalived(const LineWords& line) {
  return line.is(0, {"virtual_server", "real_server", "vrrp_instance", "virtual_server_group"});
}

bool is_setting(const LineWords& line) {
  return line[0].starts_with("net.") &&
         (line[1] == "=" || line[0].find('=') != std::string_view::npos);
}

struct Sign {
  PasteKind kind;
  std::string_view name;
  bool (*shows)(const LineWords&);
};
constexpr auto signs = std::to_array<Sign>({
    {PasteKind::packets, "packets as tcpdump prints them", is_packet},
    {PasteKind::ipvs_listing, "an `ipvsadm -Ln` listing", is_listed_service},
    {PasteKind::ipvs_lines, "lines of ipvsadm", is_typed_service},
    {PasteKind::listed_rules, "an `iptables -nvL` listing", is_listed_rule},
    {PasteKind::saved_rules, "rules of iptables", is_saved_rule},
    {PasteKind::nft, "a ruleset of nft", is_nft_table},
    {PasteKind::sets, "lines of ipset", is_set_line},
    {PasteKind::addresses, "a list of addresses", is_address},
    {PasteKind::policy_rules, "a list of policy rules", is_policy_rule},
    {PasteKind::routes, "a list of routes", is_route},
    {PasteKind::sysctls, "a list of sysctls", is_setting},
    {PasteKind::keepalived, "a configuration of keepalived", is_keepalived},
});

/// Programs whose name behind a bare "#" or "$" makes a prompt of it.
bool is_tool(std::string_view word) {
  static constexpr std::array tools = {
      "ip",    "ipvsadm", "iptables", "ip6tables",   "iptables-save", "ip6tables-save",
      "ipset", "nft",     "sysctl",   "tcpdump",     "ifconfig",      "route",
      "cat",   "sudo",    "curl",     "ipvsadm-save"};
  return std::ranges::find(tools, word) != tools.end();
}

std::string_view without_sudo(std::string_view command) {
  command = trimmed(command);
  return command.starts_with("sudo ") ? trimmed(command.substr(5)) : command;
}

}  // namespace

PasteKind kind_of_line(std::string_view line) {
  const LineWords words(line);
  for (const Sign& sign : signs)
    if (sign.shows(words)) return sign.kind;
  return PasteKind::unknown;
}

std::string_view name_of(PasteKind kind) {
  const auto* found = std::ranges::find(signs, kind, &Sign::kind);
  return found == signs.end() ? "nothing that is known" : found->name;
}

std::optional<Prompt> prompt_of(std::string_view line) {
  line = trimmed(line);
  const size_t mark = line.find_first_of("#$");
  if (mark == std::string_view::npos || mark > 80) return std::nullopt;
  std::string_view before = line.substr(0, mark);
  const std::string_view command = without_sudo(line.substr(mark + 1));
  if (before.empty())
    return is_tool(command.substr(0, command.find(' '))) ? std::optional(Prompt{"", command})
                                                         : std::nullopt;
  const size_t at = before.find('@');
  if (at == std::string_view::npos || before.substr(0, at).find(' ') != std::string_view::npos)
    return std::nullopt;
  before = before.substr(at + 1);
  return Prompt{before.substr(0, before.find_first_of(" :]~")), command};
}

}  // namespace hopproof::imports
