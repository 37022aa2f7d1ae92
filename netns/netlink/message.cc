#include "netns/netlink/message.hh"

#include "harness/base/error.hh"

#include <algorithm>
#include <string>

#include <sys/socket.h>

namespace hopproof::netlink {
namespace {

constexpr size_t first_room = 512;
constexpr size_t longest_attribute = UINT16_MAX;

void check_length(size_t attribute) {
  if (attribute > longest_attribute) throw HostError("an attribute is too long for netlink");
}

}  // namespace

void Message::make_room(size_t size) {
  if (size_ + size <= room_.size()) return;
  room_.resize(std::max({first_room, 2 * room_.size(), size_ + size}));
}

void Message::begin(uint16_t type, uint16_t flags) {
  make_room(MNL_NLMSG_HDRLEN);
  last_ = size_;
  mnl_nlmsg_put_header(last());
  last()->nlmsg_type = type;
  last()->nlmsg_flags = uint16_t(NLM_F_REQUEST | flags);
  size_ += MNL_NLMSG_HDRLEN;
}

void Message::append(const Message& more) {
  make_room(more.size_);
  std::ranges::copy(more.bytes(), room_.begin() + std::ptrdiff_t(size_));
  last_ = size_ + more.last_;
  size_ += more.size_;
}

void* Message::put_header(size_t size) {
  make_room(MNL_ALIGN(size));
  size_ += MNL_ALIGN(size);
  return mnl_nlmsg_put_extra_header(last(), size);
}

void Message::put(uint16_t type, std::span<const uint8_t> bytes) {
  check_length(MNL_ATTR_HDRLEN + bytes.size());
  const size_t size = MNL_ATTR_HDRLEN + MNL_ALIGN(bytes.size());
  make_room(size);
  mnl_attr_put(last(), type, bytes.size(), bytes.data());
  size_ += size;
}

void Message::put_text(uint16_t type, std::string_view text) {
  const std::string terminated(text);
  put(type, {reinterpret_cast<const uint8_t*>(terminated.c_str()), terminated.size() + 1});
}

size_t Message::open_nest(uint16_t type) {
  make_room(MNL_ATTR_HDRLEN);
  const size_t start = size_;
  mnl_attr_nest_start(last(), type);
  size_ += MNL_ATTR_HDRLEN;
  return start;
}

void Message::close_nest(size_t start) {
  check_length(size_ - start);
  mnl_attr_nest_end(last(), reinterpret_cast<nlattr*>(room_.data() + start));
}

uint8_t domain_of(Family family) { return family == Family::v4 ? AF_INET : AF_INET6; }

}  // namespace hopproof::netlink
