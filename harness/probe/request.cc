#include "harness/probe/request.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::probe {

std::string http_request(const Request& request, const Endpoint& host) {
  const std::string query =
      request.download > 0 ? fmt::format("?download={}", request.download) : "";
  std::string text =
      fmt::format("GET /{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: hopproof\r\n", query, host.text());
  if (request.payload > 0) text += fmt::format("Content-Length: {}\r\n", request.payload);
  return text + "\r\n" + std::string(request.payload, '.');
}

std::string line_request(const Request& request) {
  std::string text = std::to_string(request.download);
  if (text.size() + 1 < request.payload) text.resize(request.payload - 1, '.');
  return text + '\n';
}

uint64_t asked_by_line(std::string_view line) {
  const std::string_view digits = line.substr(0, line.find_first_not_of("0123456789"));
  return parse_number(digits, longest_download).value_or(0);
}

uint64_t asked_by_start_line(std::string_view start_line) {
  constexpr std::string_view key = "?download=";
  const size_t at = start_line.find(key);
  return at == std::string_view::npos ? 0 : asked_by_line(start_line.substr(at + key.size()));
}

std::string filler(uint64_t from, size_t length) {
  constexpr uint64_t line = 64;
  std::string text(length, '.');
  const uint64_t first_end = line - 1 - from % line;
  for (uint64_t at = first_end; at < length; at += line) text[at] = '\n';
  return text;
}

}  // namespace hopproof::probe
