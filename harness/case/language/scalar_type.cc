#include "harness/case/language/scalar_type.hh"

#include "harness/base/address.hh"
#include "harness/base/spellcheck.hh"
#include "harness/case/language/scalar_values.hh"
#include "harness/case/outcome.hh"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr size_t longest_interface_name = 15;  // IFNAMSIZ - 1

bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Letters, digits and `others`, beginning with a letter, a digit or '_'.
bool is_name(std::string_view text, std::string_view others) {
  return !text.empty() && (is_alphanumeric(text.front()) || text.front() == '_') &&
         std::ranges::all_of(text, [&](char c) {
           return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
         });
}

bool is_reserved(std::string_view text) {
  return std::ranges::find(reserved_words(), text) != reserved_words().end();
}

std::string check_version(std::string_view text) {
  if (text == "1") return "";
  return fmt::format("'{}' is not a version of the language that hopproof reads; it reads 1", text);
}

std::string check_node_name(std::string_view text) {
  if (is_reserved(text)) return fmt::format("'{}' is a word of the language, not a name", text);
  const bool begins_well = !text.empty() && !std::isdigit(static_cast<unsigned char>(text.front()));
  if (begins_well && is_name(text, "_-") && text.size() <= 63) return "";
  return fmt::format("'{}' is not a name: letters, digits, '-' and '_', a letter first", text);
}

std::string check_network_name(std::string_view text) {
  const bool is_own_word = text == "lo" || text == "tunl0";
  if (is_reserved(text) || is_own_word) {
    return fmt::format("'{}' is a word of the language, not a name", text);
  }
  if (is_name(text, "_-.") && text.size() <= 63) return "";
  return fmt::format("'{}' is not a name: letters, digits, '-', '_' and '.'", text);
}

std::string check_interface_name(std::string_view text) {
  if (text.size() > longest_interface_name) {
    return fmt::format("'{}' has {} characters; the kernel allows an interface name {}", text,
                       text.size(), longest_interface_name);
  }
  if (text == "all" || text == "default") {
    return fmt::format("'{}' is not an interface: its sysctls mean something else", text);
  }
  if (is_name(text, "_-.")) return "";
  return fmt::format("'{}' is not an interface name: letters, digits, '-', '_' and '.'", text);
}

std::string check_word(std::string_view text) {
  return is_name(text, "_-.") ? "" : fmt::format("'{}' is not one plain word", text);
}

std::string check_line_name(std::string_view text) {
  const bool plain = text.find_first_of(" \t\n\r") == std::string_view::npos;
  return plain ? "" : fmt::format("'{}' is not the name of a line: it contains spaces", text);
}

std::string check_file_name(std::string_view text) {
  if (is_name(text, "_-.") && text.size() <= 255) return "";
  return fmt::format("'{}' is not a plain file name; files lie side by side in one folder", text);
}

bool is_sysctl_path(std::string_view text) {
  char before = '.';
  for (const char c : text) {
    const bool separator = c == '.' || c == '/';
    const bool doubled = separator && (before == '.' || before == '/');
    if (doubled || !(separator || is_alphanumeric(c) || c == '_' || c == '-')) return false;
    before = c;
  }
  return before != '.' && before != '/';
}

std::string check_sysctl_name(std::string_view text) {
  if (!is_sysctl_path(text)) {
    return fmt::format("'{}' is not a sysctl such as net.ipv4.ip_forward", text);
  }
  if (text.starts_with("net.")) return "";
  return fmt::format("'{}' is not a sysctl of a network namespace; only net.* are", text);
}

std::string check_finding(std::string_view text) {
  if (parse_finding(text)) return "";
  return fmt::format("'{}' is not a finding such as no-route-to-vip or rp-filter-drop at rs1.lan",
                     text);
}

std::string check_outcome(std::string_view text) {
  if (Outcome::parse(text)) return "";
  const std::string_view first = text.substr(0, text.find(' '));
  const auto& words = outcome_words();
  if (first != text && std::ranges::find(words, first) != words.end()) {
    return fmt::format(
        "'{}' is not an outcome; only unreachable takes an errno, as in "
        "unreachable EHOSTUNREACH",
        text);
  }
  return fmt::format("'{}' is not an outcome{}", text, did_you_mean(text, words));
}

std::string check_target(std::string_view text) {
  if (parse_target(text)) return "";
  const auto bare = Endpoint::parse(text);
  if (bare) return fmt::format("'{}': no server can listen on port 0", text);
  if (const auto address = IpAddress::parse(text)) {
    return fmt::format("'{}' has no port; write {}", text, Endpoint{*address, 80}.text());
  }
  return fmt::format("'{}' is not an address and port such as 10.0.0.1:80 or [2001:db8::1]:80",
                     text);
}

std::string is_not(std::string_view text, std::string_view what) {
  return fmt::format("'{}' is not {}", text, what);
}

std::string check_address(std::string_view text) {
  return IpAddress::parse(text) ? "" : is_not(text, "an address such as 10.0.0.1 or 2001:db8::1");
}

std::string check_interface_address(std::string_view text) {
  return Cidr::parse(text) ? ""
                           : is_not(text, "an address with its prefix length such as 10.0.0.1/24");
}

std::string check_duration(std::string_view text) {
  return parse_duration(text) ? "" : is_not(text, "a duration such as 500ms or 3s");
}

std::string check_serve(std::string_view text) {
  return parse_serve(text)
             ? ""
             : is_not(text, "a server such as http:80, tcp:10.0.0.5:80, udp:*:53 or sctp:80");
}

std::string check_ready(std::string_view text) {
  return parse_ready(text) ? "" : is_not(text, "port, address A, output TEXT, exit or a duration");
}

std::string check_program_name(std::string_view text) {
  if (text == "command" || text == "ready")
    return fmt::format("'{}' belongs in the map of one program: NAME: {{command:, ready:}}", text);
  return check_line_name(text);
}

std::string check_only(std::string_view text) {
  return parse_only(text) ? "" : is_not(text, "a director such as engine, ipvs or ipvs >= 6.12");
}

ScalarType number(std::string title, uint64_t min, uint64_t max) {
  return {.title = std::move(title), .range = ScalarType::Range{min, max}};
}

}  // namespace

const std::vector<std::string>& reserved_words() {
  static const std::vector<std::string> words{
      "any",     "none", "probe",    "wait",        "within",     "name", "expect", "on",  "or",
      "at",      "some", "CIP",      "VIP",         "RIP",        "DIP",  "TCP",    "UDP", "SYN",
      "SYN-ACK", "ACK",  "DATA",     "FIN",         "RST",        "ICMP", "ICMP6",  "ARP", "IPIP",
      "SCTP",    "INIT", "INIT-ACK", "COOKIE-ECHO", "COOKIE-ACK", "ABORT"};
  return words;
}

std::string ScalarType::problem_with(std::string_view value) const {
  if (value.empty() && !may_be_blank) return fmt::format("expected {}, found an empty text", title);
  if (std::ranges::find(choices, value) != choices.end()) return "";
  if (range) {
    const auto found = parse_number(value, range->max);
    if (found && *found >= range->min) return "";
    return fmt::format("'{}' is not {} from {} to {}{}", value, title, range->min, range->max,
                       did_you_mean(value, choices));
  }
  if (check) return check(value);
  if (choices.empty()) return "";
  return fmt::format("'{}' is not {}{}", value, title, did_you_mean(value, choices));
}

namespace scalar {

const ScalarType text{.title = "a text"};
const ScalarType blank_text{.title = "a text", .may_be_blank = true};
const ScalarType version{.title = "the version of the language", .check = check_version};
const ScalarType node_name{.title = "the name of a node",
                           .pattern = "^[A-Za-z_][A-Za-z0-9_-]*$",
                           .check = check_node_name};
const ScalarType network_name{.title = "the name of a network",
                              .pattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
                              .check = check_network_name};
const ScalarType interface_name{.title = "the name of an interface",
                                .pattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$",
                                .check = check_interface_name};
const ScalarType network_ref{.title = "the name of a network, or none",
                             .pattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
                             .check = check_word};
const ScalarType word{
    .title = "one word", .pattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]*$", .check = check_word};
const ScalarType line_name{
    .title = "the name of a line", .pattern = "^\\S+$", .check = check_line_name};
const ScalarType hop{.title = "a hop, NODE > NODE [on NETWORK]",
                     .pattern = "^\\S+ +> +\\S+( +on +\\S+)?$"};
const ScalarType packet{.title = "a packet, [KIND] SOURCE > DESTINATION",
                        .pattern = "( > |^ARP (who-has|reply) )"};
const ScalarType address{
    .title = "an address", .pattern = "^[0-9A-Fa-f:.]+$", .check = check_address};
const ScalarType interface_address{.title = "an address",
                                   .pattern = "^[0-9A-Fa-f:.]+(/[0-9]+)?$",
                                   .check = check_interface_address};
const ScalarType target{.title = "an address and port",
                        .pattern = "^([0-9.]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]+$",
                        .check = check_target};
const ScalarType duration{
    .title = "a duration such as 500ms or 3s", .pattern = "^[0-9]+m?s$", .check = check_duration};
const ScalarType serve{.title = "a server such as http:80",
                       .pattern = "^(http|tcp|udp|sctp):(.+:)?[0-9]+$",
                       .check = check_serve};
const ScalarType ready{.title = "when a program is ready",
                       .pattern = "^(port|exit|address \\S+|output .+|[0-9]+m?s)$",
                       .check = check_ready};
const ScalarType program_name{
    .title = "the name of a program", .pattern = "^\\S+$", .check = check_program_name};
const ScalarType sysctl_name{
    .title = "a sysctl", .pattern = "^net\\.[A-Za-z0-9_./-]+$", .check = check_sysctl_name};
const ScalarType sysctl_value{.title = "a value"};
const ScalarType file_name{
    .title = "a file name", .pattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]*$", .check = check_file_name};
const ScalarType finding{
    .title = "a finding", .pattern = "^[a-z][a-z0-9-]*( at \\S+)?$", .check = check_finding};
const ScalarType finding_or_none{.title = "a finding, or none",
                                 .pattern = "^[a-z][a-z0-9-]*( at \\S+)?$",
                                 .choices = {"none"},
                                 .check = check_finding};
const ScalarType outcome{
    .title = "an outcome", .pattern = "^[a-z]+( E[A-Z0-9]+)?$", .check = check_outcome};
const ScalarType none{.title = "a map of hops, or none", .choices = {"none"}};
const ScalarType only{.title = "a director",
                      .pattern = "^(engine|ipvs)( (>=|<=|>|<|==?) [0-9]+(\\.[0-9]+)*)?$",
                      .check = check_only};
const ScalarType item_path{.title = "the path of an item, NODE.SECTION.NAME",
                           .pattern = "^\\S+\\.\\S+\\.\\S+( or \\S+\\.\\S+\\.\\S+)*$"};
const ScalarType counter_path{.title = "a counter such as NODE.iptables.NAME",
                              .pattern = "^\\S+\\.\\S+\\.\\S+$"};
const ScalarType counter{.title = "some or a number",
                         .choices = {"some"},
                         .range = ScalarType::Range{0, 1'000'000'000'000}};
const ScalarType mtu = number("a number of bytes", 68, 65535);
const ScalarType count = number("a number", 0, 1'000'000);
const ScalarType times = number("a number", 1, 1'000'000);
const ScalarType port = number("a port", 1, 65535);
const ScalarType bytes = number("a number of bytes", 0, 1'000'000'000);
const ScalarType resends = number("a number of resends", 0, 15);
const ScalarType exit_status = number("an exit status", 0, 255);

}  // namespace scalar

}  // namespace hopproof
