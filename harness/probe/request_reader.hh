#pragma once

#include "harness/base/address.hh"
#include "harness/case/case.hh"
#include "harness/probe/http_reader.hh"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hopproof::probe {

/// What a server is to send for one request.
struct Reply {
  std::string text;
  uint64_t download = 0;
  bool close = false;  ///< nothing more is read on this connection
};

/// Reads the requests of one connection, and words their answers. One for each protocol.
class RequestReader {
 public:
  virtual ~RequestReader() = default;
  /// Takes bytes up to the end of one request; the answer when it is whole, else nullopt and all
  /// bytes are taken.
  virtual std::optional<Reply> feed(std::string_view& bytes) = 0;

  static std::unique_ptr<RequestReader> make(Serve::Protocol protocol, const std::string& name,
                                             const Endpoint& peer);
};

/// `tcp`: a line is a request, however long it is.
class LineRequestReader final : public RequestReader {
 public:
  explicit LineRequestReader(std::string greeting) : greeting_(std::move(greeting)) {}
  std::optional<Reply> feed(std::string_view& bytes) override;

 private:
  std::string greeting_;
  std::string beginning_;  ///< of the line: the digits are there
};

class HttpRequestReader final : public RequestReader {
 public:
  explicit HttpRequestReader(std::string greeting) : greeting_(std::move(greeting)) {}
  std::optional<Reply> feed(std::string_view& bytes) override;

 private:
  Reply answer() const;
  std::string greeting_;
  HttpReader reader_{HttpReader::Role::request};
};

}  // namespace hopproof::probe
