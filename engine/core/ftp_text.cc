#include "engine/core/ftp_text.hh"

#include <algorithm>
#include <array>
#include <cstdio>

namespace hopproof::core {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::ranges::equal(text.substr(0, word.size()), word, {}, lower, lower);
}

/// Reads on through a text that may end anywhere; what it cannot read it remembers.
class Reader {
 public:
  Reader(std::string_view text, size_t at) : text_(text), at_(at) {}

  bool failed() const { return failed_; }
  size_t at() const { return at_; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  char next() {
    if (at_ >= text_.size()) failed_ = true;
    return failed_ ? '\0' : text_[at_++];
  }
  void expect(char c) { failed_ = next() != c || failed_; }

  uint32_t number(uint32_t highest) {
    if (!is_digit(peek())) failed_ = true;
    uint32_t value = 0;
    while (!failed_ && is_digit(peek())) {
      value = value * 10 + static_cast<uint32_t>(next() - '0');
      if (value > highest) failed_ = true;
    }
    return value;
  }

  std::string_view until(char c) {
    const size_t begin = at_;
    while (!failed_ && peek() != c) next();
    return failed_ ? std::string_view() : text_.substr(begin, at_ - begin);
  }

 private:
  std::string_view text_;
  size_t at_;
  bool failed_ = false;
};

/// "10,0,1,2,4,1"
std::optional<Endpoint> read_six(Reader& reader) {
  std::array<uint32_t, 6> numbers{};
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) reader.expect(',');
    numbers[i] = reader.number(255);
  }
  if (reader.failed()) return std::nullopt;
  const IpAddress address =
      IpAddress::v4(numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]);
  return Endpoint{address, static_cast<uint16_t>(numbers[4] << 8 | numbers[5])};
}

bool is_delimiter(char c) { return c > 32 && c < 127 && !is_digit(c); }

uint16_t read_port(Reader& reader, char delimiter) {
  const auto port = static_cast<uint16_t>(reader.number(0xffff));
  return reader.peek() == delimiter ? port : uint16_t{0};
}

/// Where the blanks or whatever follows the command's word end.
size_t skip(std::string_view text, size_t at, char c) {
  while (at < text.size() && text[at] == c) ++at;
  return at;
}

}  // namespace

FtpPassive find_passive_command(std::string_view text, Family family) {
  constexpr size_t shortest = 6;
  for (; text.size() >= shortest; text.remove_prefix(1)) {
    if (family == Family::v4 && begins_with(text, "PASV\r\n")) return FtpPassive::pasv;
    if (begins_with(text, "EPSV\r")) return FtpPassive::epsv;
    if (!begins_with(text, "EPSV ")) continue;
    // "EPSV 1": the network protocol that is asked for must be the one that is there.
    const char protocol = family == Family::v4 ? '1' : '2';
    const bool same = text.size() > 6 && text[5] == protocol && text[6] == '\r';
    return same ? FtpPassive::epsv : FtpPassive::no;
  }
  return FtpPassive::no;
}

std::optional<Endpoint> find_active_command(std::string_view text, Family family) {
  if (family == Family::v4 && begins_with(text, "PORT ")) {
    Reader reader(text, skip(text, 4, ' '));
    return read_six(reader);
  }
  if (!begins_with(text, "EPRT ")) return std::nullopt;
  Reader reader(text, skip(text, 4, ' '));
  const char delimiter = reader.next();
  if (!is_delimiter(delimiter)) return std::nullopt;
  const uint32_t protocol = reader.number(2);
  reader.expect(delimiter);
  const auto address = IpAddress::parse(reader.until(delimiter));
  reader.expect(delimiter);
  const uint16_t port = read_port(reader, delimiter);
  const bool same = protocol == (family == Family::v4 ? 1u : 2u);
  if (reader.failed() || !same || !address || address->family() != family || port == 0)
    return std::nullopt;
  return Endpoint{*address, port};
}

std::optional<FtpPassiveAnswer> find_pasv_answer(std::string_view text) {
  if (!begins_with(text, "227 ")) return std::nullopt;
  // The bracket is often left out (RFC 1123, 4.1.2.6): then the first digit begins the address.
  size_t begin = 4;
  while (begin < text.size() && text[begin] != '(' && !is_digit(text[begin])) ++begin;
  begin = skip(text, begin, '(');
  Reader reader(text, begin);
  const auto at = read_six(reader);
  if (!at) return std::nullopt;
  return FtpPassiveAnswer{*at, begin, reader.at()};
}

std::optional<FtpPassiveAnswer> find_epsv_answer(std::string_view text, const IpAddress& server) {
  if (!begins_with(text, "229 ")) return std::nullopt;
  const size_t bracket = text.find('(', 4);
  if (bracket == std::string_view::npos) return std::nullopt;
  Reader reader(text, skip(text, bracket, '('));
  const char delimiter = reader.next();
  if (!is_delimiter(delimiter)) return std::nullopt;
  reader.expect(delimiter);
  reader.expect(delimiter);
  const size_t begin = reader.at();
  const uint16_t port = read_port(reader, delimiter);
  if (reader.failed() || port == 0) return std::nullopt;
  return FtpPassiveAnswer{{server, port}, begin, reader.at()};
}

std::string_view pasv_text(const Endpoint& at, char (&buffer)[24]) {
  const auto a = at.address.bytes();
  const int length = std::snprintf(buffer, sizeof buffer, "%u,%u,%u,%u,%u,%u", a[0], a[1], a[2],
                                   a[3], at.port >> 8u, at.port & 0xffu);
  return {buffer, static_cast<size_t>(length)};
}

}  // namespace hopproof::core
