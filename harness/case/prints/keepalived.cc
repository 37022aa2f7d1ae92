#include "harness/case/prints/keepalived.hh"

#include "harness/base/text.hh"
#include "harness/case/prints/print.hh"
#include "harness/case/route/route_words.hh"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr size_t most_interfaces = 32;
constexpr std::string_view own_network = "198.18.";  // RFC 2544: of no deployment

/// The part of a line that is no comment: keepalived takes '!' and '#' for its start.
std::vector<std::string_view> words_of_line(std::string_view line) {
  return words_of(line.substr(0, line.find_first_of("!#")));
}

/// Words behind which the name of an interface stands (keepalived.conf(5)).
bool names_an_interface(std::string_view word) {
  return word == "interface" || word == "dev" || word == "lvs_sync_daemon" ||
         word == "lvs_sync_daemon_interface" || word == "lvs_netlink_monitor";
}

/// Collects the interfaces that files name, `$NAME` by its assignment.
class InterfaceNames {
 public:
  void read(std::string_view text) {
    for (const std::string_view line : lines_of(text)) read_line(words_of_line(line));
  }

  std::vector<std::string> take() {
    if (names_.empty()) names_.emplace_back("eth0");
    if (names_.size() > most_interfaces) names_.resize(most_interfaces);
    return std::move(names_);
  }

 private:
  void read_line(std::vector<std::string_view> words) {
    if (!words.empty() && words[0].starts_with('@')) words.erase(words.begin());
    if (words.empty()) return;
    const size_t sign = words[0].find('=');
    if (words[0].starts_with('$') && sign != std::string_view::npos)
      values_[std::string(words[0].substr(1, sign - 1))] = words[0].substr(sign + 1);
    if (words[0] == "track_interface") in_tracked_ = true;
    if (in_tracked_ && words[0] != "track_interface" && words[0] != "}" && words[0] != "{")
      add(words[0]);
    if (words.back() == "}") in_tracked_ = false;
    for (size_t i = 0; i + 1 < words.size(); ++i) {
      if (names_an_interface(words[i])) add(words[i + 1]);
    }
  }

  void add(std::string_view word) {
    if (word.starts_with('$')) {
      const auto value = values_.find(std::string(trimmed(word.substr(1), "{}")));
      if (value == values_.end()) return;
      word = value->second;
    }
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    const bool plain = word.find_first_not_of(allowed) == std::string_view::npos;
    if (!plain || !is_interface_name(word) || word == "lo") return;
    if (std::ranges::find(names_, word) == names_.end()) names_.emplace_back(word);
  }

  std::map<std::string, std::string> values_;
  bool in_tracked_ = false;
  std::vector<std::string> names_;
};

std::vector<std::string> interfaces_in(std::span<const KeepalivedFile> files) {
  InterfaceNames names;
  for (const KeepalivedFile& file : files) names.read(file.text);
  return names.take();
}

size_t count_of(std::span<const KeepalivedFile> files, std::string_view keyword) {
  size_t count = 0;
  for (const KeepalivedFile& file : files) {
    for (const std::string_view line : lines_of(file.text)) {
      const auto words = words_of_line(line);
      const size_t first = !words.empty() && words[0].starts_with('@') ? 1 : 0;
      if (words.size() > first && words[first] == keyword) ++count;
    }
  }
  return count;
}

/// A text as a block scalar, which may begin with blanks.
std::string block(std::string_view text) {
  std::string lines = "|2\n";
  for (const std::string_view line : lines_of(text))
    lines += fmt::format("        {}\n", trimmed(line, "\r"));
  return lines;
}

/// Puts the files where the configuration says they are, in a file system of its own.
std::string start(char half, std::string_view id, std::string_view log) {
  return fmt::format(
      "      - unshare -m sh -c \"mount --bind $PWD/etc /etc/keepalived && exec keepalived -n -l -D "
      "-{0} -i {1} -f /etc/keepalived/keepalived.conf -p $PWD/{0}.pid -c $PWD/{0}c.pid -r "
      "$PWD/{0}v.pid\" >{2} 2>&1 &\n",
      half, id, log);
}

constexpr std::string_view list_services =
    R"(  - lb: "grep -q 'Startup complete' services.log || { cat services.log; false; }"
    within: 10s
  - {name: services, lb: ipvsadm -Sn}
  - {name: thresholds, lb: ipvsadm -Ln --thresholds}
  - {name: log, lb: cat services.log}
)";

/// Every instance is master or says why not, before the addresses count.
std::string list_addresses(size_t instances) {
  return fmt::format(
      "  - name: addresses\n"
      "    lb: \"ip -o addr; test $(grep -o '(.*) Entering \\\\(MASTER\\\\|FAULT\\\\)' vrrp.log | sort -u | "
      "wc -l) -ge {}\"\n"
      "    within: 20s\n"
      "  - {{name: log, lb: cat vrrp.log}}\n",
      instances);
}

}  // namespace

std::string keepalived_case(std::span<const KeepalivedFile> files, const std::string& id) {
  const std::vector<std::string> interfaces = interfaces_in(files);
  std::string text =
      "case: 1\nname: what keepalived makes of its configuration\nonly: {ipvs: it programs the "
      "kernel}\nnetworks:\n";
  for (size_t i = 0; i < interfaces.size(); ++i) text += fmt::format("  net{}: {{}}\n", i + 1);
  text += "nodes:\n  lb:\n    interfaces:\n";
  for (size_t i = 0; i < interfaces.size(); ++i)
    text += fmt::format("      \"{0}\": {{network: net{1}, addresses: [{2}{1}.1/24]}}\n",
                        interfaces[i], i + 1, own_network);
  text += fmt::format(
      "    routes: [default via {}1.2]\n    ipvs: []\n    iptables: [-A OUTPUT -p tcp -j DROP]\n"
      "    files:\n",
      own_network);
  std::string places;
  for (size_t i = 0; i < files.size(); ++i) {
    text += fmt::format("      f{}: {}", i + 1, block(files[i].text));
    const std::string path = i == 0 ? "keepalived.conf" : files[i].path;
    places += fmt::format("      - mkdir -p \"$(dirname 'etc/{0}')\" && cp f{1} 'etc/{0}'\n", path,
                          i + 1);
  }
  const bool has_services = count_of(files, "virtual_server") > 0;
  const size_t instances = count_of(files, "vrrp_instance");
  text +=
      "steps:\n  - name: start\n    lb:\n      - keepalived --version\n      - mkdir -p etc /etc/keepalived\n" +
      places;
  if (has_services) text += start('C', id, "services.log");
  if (instances > 0) text += start('P', id, "vrrp.log");
  if (has_services) text += list_services;
  if (instances > 0) text += list_addresses(instances);
  return text;
}

bool is_of_keepalived_case(const std::string& line) {
  return line.find(fmt::format(" {}", own_network)) != std::string::npos ||
         line.find(" lo ") != std::string::npos;
}

std::vector<std::string> keepalived_remarks(std::span<const KeepalivedFile> files) {
  constexpr auto said = std::to_array<std::string_view>(
      {"sorry_server", "quorum", "alpha", "omega", "HTTP_GET", "SSL_GET", "TCP_CHECK", "UDP_CHECK",
       "SMTP_CHECK", "DNS_CHECK", "MISC_CHECK", "PING_CHECK", "BFD_CHECK", "FILE_CHECK",
       "inhibit_on_failure", "net_namespace", "track_script"});
  std::vector<std::string> remarks;
  for (const KeepalivedFile& file : files) {
    int number = 0;
    for (const std::string_view line : lines_of(file.text)) {
      ++number;
      const auto words = words_of_line(line);
      if (words.empty() || std::ranges::find(said, words[0]) == said.end()) continue;
      const bool has_value = words.size() > 1 && words[1] != "{";
      remarks.push_back(fmt::format("{}:{}: {}", file.path, number,
                                    has_value ? trimmed(trimmed(line), "{ ") : words[0]));
    }
  }
  return remarks;
}

}  // namespace hopproof
