#include "harness/case/language/scalar_values.hh"

#include <algorithm>
#include <array>
#include <cctype>

namespace hopproof {
namespace {

bool is_plain_word(std::string_view text, std::string_view others) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || others.find(c) != std::string_view::npos;
  });
}

bool is_finding_id(std::string_view id) {
  const bool plain = std::ranges::all_of(
      id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  return plain && !id.empty() && id.front() >= 'a' && id.back() != '-' && id != "none";
}

bool is_version(std::string_view text) {
  const bool dotted = std::ranges::all_of(
      text, [](char c) { return std::isdigit(static_cast<unsigned char>(c)) || c == '.'; });
  return dotted && !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos;
}

std::optional<Serve::Protocol> parse_protocol(std::string_view text) {
  if (text == "http") return Serve::Protocol::http;
  if (text == "tcp") return Serve::Protocol::tcp;
  if (text == "udp") return Serve::Protocol::udp;
  if (text == "sctp") return Serve::Protocol::sctp;
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr uint64_t a_day = uint64_t{24} * 60 * 60 * 1000;
  if (!text.ends_with('s')) return std::nullopt;
  text.remove_suffix(1);
  const bool milliseconds = text.ends_with('m');
  if (milliseconds) text.remove_suffix(1);
  const uint64_t unit = milliseconds ? 1 : 1000;
  const auto number = parse_number(text, a_day / unit);
  if (!number) return std::nullopt;
  return std::chrono::milliseconds(*number * unit);
}

std::optional<Serve> parse_serve(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto protocol = parse_protocol(text.substr(0, colon));
  if (!protocol) return std::nullopt;
  constexpr std::string_view wildcard = "*:";
  std::string_view place = text.substr(colon + 1);
  const bool naive = place.starts_with(wildcard) && *protocol == Serve::Protocol::udp;
  if (naive) place.remove_prefix(wildcard.size());
  if (const auto port = parse_number(place, 65535))
    return *port == 0 ? std::nullopt : std::optional(Serve{*protocol, uint16_t(*port), {}, naive});
  const auto bound = parse_target(place);
  if (!bound || naive) return std::nullopt;
  return Serve{*protocol, bound->port, bound->address, false};
}

std::optional<Ready> parse_ready(std::string_view text) {
  constexpr std::string_view address_word = "address ", output_word = "output ";
  if (text == "port") return Ready{};
  if (text == "exit") return Ready{.kind = Ready::Kind::exit};
  if (text.starts_with(address_word)) {
    const auto address = IpAddress::parse(text.substr(address_word.size()));
    if (!address) return std::nullopt;
    return Ready{.kind = Ready::Kind::address, .address = address};
  }
  if (text.starts_with(output_word) && text.size() > output_word.size())
    return Ready{.kind = Ready::Kind::output,
                 .output = std::string(text.substr(output_word.size()))};
  const auto duration = parse_duration(text);
  if (!duration) return std::nullopt;
  return Ready{.kind = Ready::Kind::duration, .duration = *duration};
}

std::optional<FindingClaim> parse_finding(std::string_view text) {
  constexpr std::string_view word = " at ";
  const size_t at = text.find(word);
  const std::string_view id = text.substr(0, at);
  if (!is_finding_id(id)) return std::nullopt;
  if (at == std::string_view::npos) return FindingClaim{std::string(id), "", {}};
  const std::string_view site = text.substr(at + word.size());
  if (!is_plain_word(site, "_-.")) return std::nullopt;
  return FindingClaim{std::string(id), std::string(site), {}};
}

std::optional<Only> parse_only(std::string_view text) {
  constexpr std::array<std::string_view, 6> relations{">=", "<=", ">", "<", "==", "="};
  const size_t blank = text.find(' ');
  Only only;
  only.director = text.substr(0, blank);
  if (only.director != "ipvs" && only.director != "engine") return std::nullopt;
  if (blank == std::string_view::npos) return only;
  const std::string_view rest = text.substr(blank + 1);
  const size_t second = rest.find(' ');
  if (second == std::string_view::npos) return std::nullopt;
  only.relation = rest.substr(0, second);
  only.version = rest.substr(second + 1);
  const bool known = std::ranges::find(relations, only.relation) != relations.end();
  if (!known || !is_version(only.version)) return std::nullopt;
  return only;
}

std::optional<Endpoint> parse_target(std::string_view text) {
  auto target = Endpoint::parse(text);
  if (!target || target->port == 0) return std::nullopt;
  return target;
}

}  // namespace hopproof
