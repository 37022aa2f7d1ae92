#pragma once

#include "harness/case/ipvsadm/ipvsadm_line.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// "HOST[:PORT]", the port left open where none is written.
struct IpvsadmHost {
  IpAddress address;
  std::optional<uint16_t> port;
};

/// What the readers of the parts of a line share: they look up options and read values. Every
/// function that returns false has set error().
class IpvsadmReader {
 public:
  IpvsadmReader(const IpvsadmLine& line, IpvsadmCommand& command)
      : line_(line), command_(command) {}

  const LineError& error() const { return error_; }

 protected:
  const IpvsadmGiven& verb_option() const { return line_.options.front(); }
  /// Null: the option is not there.
  const IpvsadmGiven* find(IpvsadmTopic topic) const;
  bool has(IpvsadmTopic topic) const { return find(topic) != nullptr; }

  bool read_host(const Token& word, IpvsadmHost& into);
  bool read_number(const Token& word, std::string_view what, uint32_t min, uint32_t max,
                   uint32_t& into);
  /// True as well when the option is not there.
  bool read_number_of(IpvsadmTopic topic, std::string_view what, uint32_t min, uint32_t max,
                      uint32_t& into);
  bool is_one_of(const Token& word, std::string_view what, const std::vector<std::string>& known);
  bool exclude(const IpvsadmGiven& one, const IpvsadmGiven& other);
  bool fail(const Token& word, std::string message);
  bool fail_inside(const Token& word, size_t start, size_t length, std::string message);

  const IpvsadmLine& line_;
  IpvsadmCommand& command_;

 private:
  bool bad_host(const Token& word, std::string_view host);
  bool bad_port(const Token& word, size_t colon);

  LineError error_;
};

/// The parts of a line, each checked and moved into the command; nullopt when all is well.
std::optional<LineError> read_ipvsadm_service(const IpvsadmLine& line, IpvsadmCommand& command);
std::optional<LineError> read_ipvsadm_server(const IpvsadmLine& line, IpvsadmCommand& command);
std::optional<LineError> read_ipvsadm_view(const IpvsadmLine& line, IpvsadmCommand& command);
std::optional<LineError> read_ipvsadm_daemon(const IpvsadmLine& line, IpvsadmCommand& command);

}  // namespace hopproof
