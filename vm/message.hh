#pragma once

#include "harness/base/fd.hh"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hopproof::vm {

/// What the harness, the keeper and the agent in the machine send each other: named fields and
/// bytes. On the wire: two lengths (32 bit, big endian), the fields as a JSON object, the bytes.
struct Message {
  std::map<std::string, std::string> fields;  ///< "do" or "is" says what it is
  std::string body;

  /// The field's text, "" when it is not there.
  std::string field(const std::string& name) const;
};

inline constexpr size_t largest_header = 64u << 10;
inline constexpr size_t largest_body = 256u << 20;

std::string encode(const Message& message);

/// Takes messages out of a stream of bytes.
class MessageReader {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  /// The next whole message; nullopt until there is one. Throws HostError for what is not a
  /// message, or beyond the limits.
  std::optional<Message> next();

 private:
  std::string buffer_;
};

/// Blocking: writes the whole message. Throws SystemError.
void send_message(const Fd& fd, const Message& message);
/// Blocking: reads until there is a message; nullopt at the end of the stream. Throws HostError
/// where the other side says nothing for longer than the socket waits (SO_RCVTIMEO).
std::optional<Message> receive_message(const Fd& fd, MessageReader& reader);

}  // namespace hopproof::vm
