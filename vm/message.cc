#include "vm/message.hh"

#include "harness/base/error.hh"
#include "harness/base/write_all.hh"

#include <array>
#include <cerrno>
#include <cstdint>

#include <nlohmann/json.hpp>

namespace hopproof::vm {
namespace {

constexpr size_t lengths = 8;

constexpr const char* no_word =
    "the keeper of virtual machines has said nothing for too long; hopproof vm stop --force ends it";

void append_length(std::string& wire, size_t length) {
  for (int shift = 24; shift >= 0; shift -= 8) wire.push_back(char(uint8_t(length >> shift)));
}

size_t read_length(std::string_view wire) {
  uint32_t length = 0;
  for (const char byte : wire.substr(0, 4)) length = length << 8 | uint8_t(byte);
  return length;
}

std::map<std::string, std::string> read_fields(std::string_view text) {
  try {
    return nlohmann::json::parse(text).get<std::map<std::string, std::string>>();
  } catch (const nlohmann::json::exception&) {
    throw HostError("cannot read a message of the virtual machine: it is no map of texts");
  }
}

}  // namespace

std::string Message::field(const std::string& name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

std::string encode(const Message& message) {
  using nlohmann::json;
  const std::string header =
      json(message.fields).dump(-1, ' ', false, json::error_handler_t::replace);
  std::string wire;
  wire.reserve(lengths + header.size() + message.body.size());
  append_length(wire, header.size());
  append_length(wire, message.body.size());
  return wire.append(header).append(message.body);
}

std::optional<Message> MessageReader::next() {
  if (buffer_.size() < lengths) return std::nullopt;
  const std::string_view wire = buffer_;
  const size_t header = read_length(wire), body = read_length(wire.substr(4));
  if (header > largest_header || body > largest_body)
    throw HostError("cannot read a message of the virtual machine: it exceeds the limits");
  if (wire.size() < lengths + header + body) return std::nullopt;
  Message message{read_fields(wire.substr(lengths, header)),
                  std::string(wire.substr(lengths + header, body))};
  buffer_.erase(0, lengths + header + body);
  return message;
}

void send_message(const Fd& fd, const Message& message) {
  write_all(fd.get(), encode(message), "to the other side of the virtual machine");
}

std::optional<Message> receive_message(const Fd& fd, MessageReader& reader) {
  std::array<char, 65536> buffer;
  while (true) {
    if (auto message = reader.next()) return message;
    const ssize_t size = ::read(fd.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) throw HostError(no_word);
    if (check_long("read from the other side of the virtual machine", size) == 0)
      return std::nullopt;
    reader.feed({buffer.data(), size_t(size)});
  }
}

}  // namespace hopproof::vm
