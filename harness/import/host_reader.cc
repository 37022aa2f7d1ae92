#include "harness/import/host_reader.hh"

#include "harness/base/text.hh"
#include "harness/import/config_prints.hh"
#include "harness/import/ipvs_views.hh"
#include "harness/import/json_prints.hh"
#include "harness/import/paste.hh"
#include "harness/import/paste_reader.hh"
#include "harness/import/sections.hh"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace hopproof::imports {
namespace {

/// A name that the case language takes: letters, digits, '-' and '_', a letter first.
std::string as_node_name(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, 60))
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ? c : '-';
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0)
    name.insert(0, "n");
  return name;
}

/// "lb1" of "/tmp/lb1.txt".
std::string stem_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return std::string(name.substr(0, name.rfind('.')));
}

/// Collects the sections of one namespace of one source into its host.
class SectionReader {
 public:
  SectionReader(Host& host, std::vector<Remark>& remarks, std::string file)
      : host_(host), remarks_(remarks), file_(std::move(file)) {}

  void read(const Section& section) {
    const auto found = readers().find(section.command);
    if (found == readers().end() || (section.failed() && section.text.empty())) return;
    if (section.failed())
      return say(section, fmt::format("'{}' ended with {}: {}", section.command, section.status,
                                      std::string(trimmed(section.text.substr(0, 200)))));
    std::invoke(found->second, *this, section);
  }

  /// What needs more than one section.
  void finish() {
    for (Fact& route : host_.routes) route.text = with_numbers(route.text);
    for (Fact& rule : host_.rules) rule.text = with_numbers(rule.text);
    complete_services(host_.ipvs, listing_, thresholds_);
    if (nft_.line > 0) host_.nftables = rules_of_nft(nft_, file_, saved_);
  }

 private:
  using Reader = void (SectionReader::*)(const Section&);
  static const std::map<std::string_view, Reader>& readers();

  void release(const Section& section) { host_.release = trimmed(section.text); }
  void addresses(const Section& section) {
    auto links = links_of_json(section.text, {file_, section.line});
    if (!links) return say(section, "'ip -j addr' printed no JSON");
    host_.links = std::move(*links);
    host_.told.insert(Topic::addresses);
  }
  void routes(const Section& section) {
    auto routes = routes_of_json(section.text, {file_, section.line}, remarks_);
    if (!routes) return say(section, "'ip -j route' printed no JSON");
    // Where -4 and -6 were not said, ip prints those of both families.
    std::erase_if(*routes, [&](const Fact& route) {
      return std::ranges::find(host_.routes, route.text, &Fact::text) != host_.routes.end();
    });
    append(host_.routes, std::move(*routes), Topic::routes);
  }
  void rules_4(const Section& section) { rules(section, Family::v4); }
  void rules_6(const Section& section) { rules(section, Family::v6); }
  void rules(const Section& section, Family family) {
    auto rules = rules_of_json(section.text, family, {file_, section.line});
    if (!rules) return say(section, "'ip -j rule' printed no JSON");
    append(host_.rules, std::move(*rules), Topic::rules);
  }
  void tables(const Section& section) {
    for (const std::string_view line : lines_of(section.text)) {
      const auto words = words_of(line);
      if (words.size() >= 2 && words[0].front() != '#')
        tables_[std::string(words[1])] = std::string(words[0]);
    }
  }
  void sysctls(const Section& section) {
    host_.sysctls = settings_of(section, file_);
    host_.told.insert(Topic::sysctls);
  }
  void listeners(const Section& section) {
    const auto more = listeners_of(section, file_);
    host_.listeners.insert(host_.listeners.end(), more.begin(), more.end());
    host_.told.insert(Topic::listeners);
  }
  void services(const Section& section) {
    append(host_.ipvs, plain_lines(section, file_), Topic::services);
  }
  void listing(const Section& section) { listing_ = section.text; }
  void thresholds(const Section& section) { thresholds_ = section.text; }
  void timeouts(const Section& section) {
    append(host_.ipvs, timeouts_of(section.text, {file_, section.line}), Topic::services);
  }
  void sets(const Section& section) { host_.ipsets = plain_lines(section, file_); }
  void save_4(const Section& section) { save(section, host_.iptables, "ip "); }
  void save_6(const Section& section) { save(section, host_.ip6tables, "ip6 "); }
  void save(const Section& section, std::vector<Fact>& into, const std::string& family) {
    append(into, rules_of_save(section, file_), Topic::firewall);
    for (const std::string& table : tables_of_save(section)) saved_.insert(family + table);
  }
  void nft(const Section& section) {
    nft_ = section;
    host_.told.insert(Topic::firewall);
  }

  void append(std::vector<Fact>& into, std::vector<Fact> more, Topic topic) {
    into.insert(into.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
    host_.told.insert(topic);
  }

  /// Names of /etc/iproute2/rt_tables as their numbers.
  std::string with_numbers(const std::string& text) const {
    std::string out;
    bool is_table = false;
    for (const std::string_view word : words_of(text)) {
      const auto number = is_table ? tables_.find(std::string(word)) : tables_.end();
      const bool is_own = word == "main" || word == "local" || word == "default";
      out += fmt::format("{}{}", out.empty() ? "" : " ",
                         number == tables_.end() || is_own ? word : number->second);
      is_table = word == "table" || word == "lookup";
    }
    return out;
  }

  void say(const Section& section, const std::string& text) {
    remarks_.push_back(
        {Remark::Kind::missing, fmt::format("{}: {}.", Where{file_, section.line}.text(), text)});
  }

  Host& host_;
  std::vector<Remark>& remarks_;
  std::string file_;
  std::map<std::string, std::string> tables_;
  std::set<std::string> saved_;  ///< tables that iptables-save printed: "ip nat"
  std::string listing_, thresholds_;
  Section nft_;
};

const std::map<std::string_view, SectionReader::Reader>& SectionReader::readers() {
  static const std::map<std::string_view, Reader> table = {
      {"uname -r", &SectionReader::release},
      {"cat /etc/iproute2/rt_tables", &SectionReader::tables},
      {"ip -j -d addr", &SectionReader::addresses},
      {"ip -j route show table all", &SectionReader::routes},
      {"ip -j -6 route show table all", &SectionReader::routes},
      {"ip -j rule", &SectionReader::rules_4},
      {"ip -j -6 rule", &SectionReader::rules_6},
      {"sysctl -a", &SectionReader::sysctls},
      {"cat /proc/net/tcp", &SectionReader::listeners},
      {"cat /proc/net/tcp6", &SectionReader::listeners},
      {"cat /proc/net/udp", &SectionReader::listeners},
      {"cat /proc/net/udp6", &SectionReader::listeners},
      {"cat /proc/net/sctp/eps", &SectionReader::listeners},
      {"ipvsadm -Sn", &SectionReader::services},
      {"ipvsadm -Ln --nosort", &SectionReader::listing},
      {"ipvsadm -Ln --thresholds", &SectionReader::thresholds},
      {"ipvsadm -L --timeout", &SectionReader::timeouts},
      {"ipset save", &SectionReader::sets},
      {"iptables-save -c", &SectionReader::save_4},
      {"ip6tables-save -c", &SectionReader::save_6},
      {"nft list ruleset", &SectionReader::nft},
  };
  return table;
}

/// The sections by the namespace that they are of, in the order of the text.
std::vector<std::pair<std::string, std::vector<Section>>> by_space(std::vector<Section> sections) {
  std::vector<std::pair<std::string, std::vector<Section>>> spaces;
  for (Section& section : sections) {
    const auto same =
        std::ranges::find(spaces, section.space, [](const auto& one) { return one.first; });
    auto& into =
        same == spaces.end() ? spaces.emplace_back(section.space, std::vector<Section>{}) : *same;
    into.second.push_back(std::move(section));
  }
  return spaces;
}

std::string name_of(const Source& source, const std::vector<Section>& sections) {
  if (!source.node.empty()) return as_node_name(source.node);
  if (source.name != "-") return as_node_name(stem_of(source.name));
  for (const Section& section : sections)
    if (section.command == "hostname") return as_node_name(trimmed(section.text));
  return "director";
}

bool says_nothing(const Host& host) {
  return std::ranges::all_of(host.links, [](const Link& link) { return link.addresses.empty(); }) &&
         host.ipvs.empty();
}

void read_paste(const Source& source, Hosts& hosts) {
  std::string text = source.text;
  constexpr std::string_view no_break_space = "\xc2\xa0";
  for (size_t at = text.find(no_break_space); at != std::string::npos;
       at = text.find(no_break_space, at))
    text.replace(at, no_break_space.size(), " ");
  const auto prints = prints_of_paste(text);
  const auto named = std::ranges::find_if(prints, [](auto& one) { return !one.host.empty(); });
  std::string name = source.name == "-" ? "director" : stem_of(source.name);
  if (named != prints.end()) name = named->host;
  if (!source.node.empty()) name = source.node;
  for (const PastedPrint& print : prints) {
    const bool has_own_name = source.node.empty() && !print.host.empty();
    Host& host = hosts.named(as_node_name(has_own_name ? print.host : name),
                             {source.name, print.section.line});
    read_print(print, source.name, host, hosts.remarks);
  }
  if (prints.empty())
    hosts.remarks.push_back(
        {Remark::Kind::missing,
         fmt::format(
             "{}: nothing in it was recognised. What can be read is what the script of "
             "`hopproof collect` prints, and the output of ipvsadm -Ln, ipvsadm -Sn, "
             "iptables-save, iptables -nvL, ip addr, ip route, ip rule, ifconfig, route -n, "
             "sysctl -a, ipset save, nft list ruleset and tcpdump -n.",
             source.name)});
}

void read_source(const Source& source, Hosts& hosts) {
  const auto sections = sections_of_collect_file(source.text);
  if (sections.empty()) return read_paste(source, hosts);
  const std::string name = name_of(source, sections);
  for (const auto& [space, of_space] : by_space(sections)) {
    Hosts alone;
    const std::string own = space.empty() ? name : as_node_name(name + "-" + space);
    Host& host = space.empty() ? hosts.named(own, {source.name, of_space.front().line})
                               : alone.named(own, {source.name, of_space.front().line});
    SectionReader reader(host, hosts.remarks, source.name);
    for (const Section& section : of_space) reader.read(section);
    reader.finish();
    if (!space.empty() && !says_nothing(host)) hosts.all.push_back(host);
  }
}

}  // namespace

Hosts read_hosts(const std::vector<Source>& sources) {
  Hosts hosts;
  for (const Source& source : sources) read_source(source, hosts);
  return hosts;
}

}  // namespace hopproof::imports
