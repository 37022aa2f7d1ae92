#include "harness/case/packet/address_pattern.hh"

#include "harness/base/spellcheck.hh"

#include <algorithm>
#include <cctype>
#include <span>

#include <fmt/format.h>

namespace hopproof {
namespace {

struct Role {
  std::string_view word;
  AddressPattern::Kind kind;
};
constexpr Role roles[] = {{"any", AddressPattern::Kind::any},
                          {"CIP", AddressPattern::Kind::cip},
                          {"VIP", AddressPattern::Kind::vip},
                          {"RIP", AddressPattern::Kind::rip},
                          {"DIP", AddressPattern::Kind::dip}};
const std::vector<std::string> role_words{"CIP", "VIP", "RIP", "DIP"};

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
}

bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.front() != '.' && text.back() != '.' &&
         std::ranges::all_of(text, is_name_char);
}

bool is_shouted(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return std::isupper(c) != 0; }) &&
         std::ranges::none_of(text, [](unsigned char c) { return std::islower(c) != 0; });
}

bool is_numeric(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) || c == '.'; });
}

bool is_bound_word(std::string_view text) {
  const auto fits = [](unsigned char c) {
    return std::islower(c) || std::isdigit(c) || c == '-' || c == '_';
  };
  return !text.empty() && std::islower(static_cast<unsigned char>(text.front())) &&
         std::ranges::all_of(text, fits);
}

/// "HOST:PORT" in two; the port has its colon still, and is empty when there is none.
struct Halves {
  std::string_view host;
  std::string_view port;
};

Halves halves_of(std::string_view text) {
  if (IpAddress::parse(text)) return {text, ""};
  const size_t colon = text.rfind(':');
  const bool in_brackets = text.ends_with(']');
  if (colon == std::string_view::npos || in_brackets) return {text, ""};
  return {text.substr(0, colon), text.substr(colon)};
}

std::string_view without_brackets(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

/// Reads one address word; the error, if there is one, is of its host or of its port.
class AddressReader {
 public:
  explicit AddressReader(const Token& word) : word_(word) {}

  std::variant<AddressPattern, LineError> read() {
    const auto [host, port] = halves_of(word_.text);
    if (!read_host(host) || !read_port(host.size(), port)) return error_;
    return address_;
  }

 private:
  bool read_host(std::string_view host) {
    if (read_role(host) || read_literal(host)) return true;
    if (host.starts_with('[')) return fail(0, host, "is not an IPv6 address");
    if (host.find(':') != std::string_view::npos) {
      return fail(0, host,
                  "is not an address; an IPv6 address with a port is written [ADDRESS]:PORT");
    }
    if (is_numeric(host)) return fail(0, host, "is not an IPv4 address");
    if (host == "*") return fail(0, host, "is written any");
    if (!is_name(host)) return fail(0, host, "is neither an address nor the name of a node");
    if (is_shouted(host)) {
      error_ =
          error_inside(word_, 0, host.size(),
                       fmt::format("unknown address '{}'{}", host, did_you_mean(host, role_words)));
      return false;
    }
    address_.kind = AddressPattern::Kind::name;
    address_.name = host;
    return true;
  }

  bool read_role(std::string_view host) {
    const auto* role = std::ranges::find(roles, host, &Role::word);
    if (role == std::end(roles)) return false;
    address_.kind = role->kind;
    return true;
  }

  bool read_literal(std::string_view host) {
    const auto literal = IpAddress::parse(without_brackets(host));
    if (!literal || (host.starts_with('[') && literal->is_v4())) return false;
    address_.kind = AddressPattern::Kind::literal;
    address_.literal = *literal;
    return true;
  }

  bool read_port(size_t colon, std::string_view text) {
    if (text.empty()) return true;
    text.remove_prefix(1);
    if (const auto number = parse_number(text, 65535)) {
      address_.port = {.kind = PortPattern::Kind::number, .number = uint16_t(*number), .word = ""};
    } else if (text == "any") {
      address_.port.kind = PortPattern::Kind::any;
    } else if (is_bound_word(text)) {
      address_.port = {.kind = PortPattern::Kind::word, .number = 0, .word = std::string(text)};
    } else {
      return bad_port(colon, text);
    }
    return true;
  }

  bool bad_port(size_t colon, std::string_view text) {
    if (text.empty()) return fail(colon, ":", "is followed by no port");
    if (is_numeric(text)) return fail(colon + 1, text, "is not a port; ports are 0 to 65535");
    return fail(colon + 1, text, "is not a port; it is a number, any, or a lower-case word");
  }

  bool fail(size_t start, std::string_view what, std::string_view why) {
    error_ = error_inside(word_, start, what.size(), fmt::format("'{}' {}", what, why));
    return false;
  }

  const Token& word_;
  AddressPattern address_;
  LineError error_;
};

std::string port_text(const PortPattern& port) {
  switch (port.kind) {
    case PortPattern::Kind::none:
      return "";
    case PortPattern::Kind::number:
      return fmt::format(":{}", port.number);
    case PortPattern::Kind::any:
      return ":any";
    case PortPattern::Kind::word:
      return ":" + port.word;
  }
  return "";
}

std::string literal_text(const AddressPattern& address) {
  const bool brackets = !address.literal.is_v4() && address.port.kind != PortPattern::Kind::none;
  return brackets ? fmt::format("[{}]", address.literal.text()) : address.literal.text();
}

}  // namespace

std::variant<AddressPattern, LineError> parse_address_pattern(const Token& word) {
  return AddressReader(word).read();
}

bool looks_like_address(std::string_view word) {
  const std::string_view host = halves_of(word).host;
  return host.size() != word.size() || IpAddress::parse(host) ||
         std::ranges::find(roles, host, &Role::word) != std::end(roles);
}

std::string AddressPattern::text() const {
  if (kind == AddressPattern::Kind::name) return name + port_text(port);
  if (kind == AddressPattern::Kind::literal) return literal_text(*this) + port_text(port);
  return std::string(std::ranges::find(roles, kind, &Role::kind)->word) + port_text(port);
}

}  // namespace hopproof
