#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <string>
#include <string_view>

namespace hopproof::probe {

/// What a probe sends along and asks for, in bytes.
struct Request {
  size_t payload = 16;
  size_t download = 0;
};

/// The most a built-in server sends for one request; what is asked for above it is not sent.
constexpr uint64_t longest_download = uint64_t{1} << 30;

/// "GET /?download=N HTTP/1.1" with a body of `payload` bytes.
std::string http_request(const Request& request, const Endpoint& host);

/// For tcp and udp: the download in decimal, padded with '.' to `payload` bytes in all, of which
/// the last is '\n'. Longer than `payload` only where the digits and the '\n' need it.
std::string line_request(const Request& request);

/// The download that a line (with or without its '\n') asks for; 0 for any other text.
uint64_t asked_by_line(std::string_view line);

/// The download that "GET /?download=N HTTP/1.1" asks for; 0 for any other text.
uint64_t asked_by_start_line(std::string_view start_line);

/// `length` bytes of a download, as sent from offset `from` on: lines of 64 bytes.
std::string filler(uint64_t from, size_t length);

}  // namespace hopproof::probe
