#include "harness/case/ipvsadm/ipvsadm_reader.hh"

#include "harness/base/spellcheck.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {

const IpvsadmGiven* IpvsadmReader::find(IpvsadmTopic topic) const {
  const auto is_it = [topic](const IpvsadmGiven& given) { return given.word->topic == topic; };
  const auto found = std::ranges::find_if(line_.options, is_it);
  return found == line_.options.end() ? nullptr : &*found;
}

bool IpvsadmReader::read_host(const Token& word, IpvsadmHost& into) {
  const std::string_view text = word.text;
  if (const auto bare = IpAddress::parse(text)) {
    into.address = *bare;
    return true;
  }
  const size_t colon = text.ends_with(']') ? std::string_view::npos : text.rfind(':');
  const std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const auto address = IpAddress::parse(bracketed ? host.substr(1, host.size() - 2) : host);
  if (!address || address->is_v4() == bracketed || colon == std::string_view::npos)
    return bad_host(word, host);
  into.address = *address;
  const auto number = parse_number(text.substr(colon + 1), 65535);
  if (!number) return bad_port(word, colon);
  into.port = uint16_t(*number);
  return true;
}

bool IpvsadmReader::bad_host(const Token& word, std::string_view host) {
  const bool ipv6 = host.find(':') != std::string_view::npos || host.starts_with('[');
  return fail_inside(word, 0, host.size(),
                     ipv6 ? fmt::format("'{}' is not right; IPv6 is written [ADDRESS]:PORT", host)
                          : fmt::format("'{}' is not an address", host));
}

bool IpvsadmReader::bad_port(const Token& word, size_t colon) {
  const std::string_view port = std::string_view(word.text).substr(colon + 1);
  if (port.empty()) return fail_inside(word, colon, 1, "a port is missing after this");
  return fail_inside(word, colon + 1, port.size(),
                     fmt::format("'{}' is not a port number from 0 to 65535", port));
}

bool IpvsadmReader::read_number(const Token& word, std::string_view what, uint32_t min,
                                uint32_t max, uint32_t& into) {
  const auto number = parse_number(word.text, max);
  if (!number || *number < min) {
    return fail(word, fmt::format("'{}' is not {} from {} to {}", word.text, what, min, max));
  }
  into = uint32_t(*number);
  return true;
}

bool IpvsadmReader::read_number_of(IpvsadmTopic topic, std::string_view what, uint32_t min,
                                   uint32_t max, uint32_t& into) {
  const IpvsadmGiven* given = find(topic);
  return given == nullptr || read_number(*given->value, what, min, max, into);
}

bool IpvsadmReader::is_one_of(const Token& word, std::string_view what,
                              const std::vector<std::string>& known) {
  if (std::ranges::find(known, word.text) != known.end()) return true;
  return fail(word,
              fmt::format("unknown {} '{}'{}", what, word.text, did_you_mean(word.text, known)));
}

bool IpvsadmReader::exclude(const IpvsadmGiven& one, const IpvsadmGiven& other) {
  const IpvsadmGiven& later = one.name.offset > other.name.offset ? one : other;
  return fail(later.name,
              fmt::format("{} and {} exclude each other", one.word->text(), other.word->text()));
}

bool IpvsadmReader::fail(const Token& word, std::string message) {
  error_ = error_at(word, std::move(message));
  return false;
}

bool IpvsadmReader::fail_inside(const Token& word, size_t start, size_t length,
                                std::string message) {
  error_ = error_inside(word, start, length, std::move(message));
  return false;
}

}  // namespace hopproof
