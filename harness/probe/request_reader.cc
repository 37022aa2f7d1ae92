#include "harness/probe/request_reader.hh"

#include "harness/probe/greeting.hh"
#include "harness/probe/request.hh"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hopproof::probe {
namespace {

constexpr size_t digits_kept = 24;

std::string head(std::string_view status, uint64_t length, bool keep_alive) {
  return fmt::format(
      "HTTP/1.1 {}\r\nServer: hopproof\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n{}\r\n",
      status, length, keep_alive ? "" : "Connection: close\r\n");
}

}  // namespace

std::unique_ptr<RequestReader> RequestReader::make(Serve::Protocol protocol,
                                                   const std::string& name, const Endpoint& peer) {
  std::string line = greeting(name, peer) + '\n';
  if (protocol == Serve::Protocol::http)
    return std::make_unique<HttpRequestReader>(std::move(line));
  return std::make_unique<LineRequestReader>(std::move(line));
}

std::optional<Reply> LineRequestReader::feed(std::string_view& bytes) {
  const size_t newline = bytes.find('\n');
  if (beginning_.size() < digits_kept) {
    beginning_ += bytes.substr(0, std::min(newline, digits_kept - beginning_.size()));
  }
  if (newline == std::string_view::npos) {
    bytes = {};
    return std::nullopt;
  }
  bytes.remove_prefix(newline + 1);
  return Reply{greeting_, asked_by_line(std::exchange(beginning_, "")), false};
}

std::optional<Reply> HttpRequestReader::feed(std::string_view& bytes) {
  reader_.feed(bytes);
  if (reader_.broken()) {
    bytes = {};
    return Reply{head("400 Bad Request", 0, false), 0, true};
  }
  if (!reader_.complete()) return std::nullopt;
  Reply reply = answer();
  reader_.reset();
  return reply;
}

Reply HttpRequestReader::answer() const {
  const bool keep_alive = reader_.keep_alive();
  const uint64_t download = asked_by_start_line(reader_.start_line());
  std::string text = head("200 OK", greeting_.size() + download, keep_alive);
  if (reader_.start_line().starts_with("HEAD ")) return {text, 0, !keep_alive};
  return {text + greeting_, download, !keep_alive};
}

}  // namespace hopproof::probe
