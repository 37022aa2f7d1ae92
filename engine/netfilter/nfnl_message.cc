#include "engine/netfilter/nfnl_message.hh"

#include <cstring>
#include <string>

#include <arpa/inet.h>
#include <endian.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

template <typename T>
std::span<const uint8_t> raw(const T& value) {
  return {reinterpret_cast<const uint8_t*>(&value), sizeof value};
}

}  // namespace

NfnlMessage::NfnlMessage(FullType type, uint16_t flags, uint8_t family, uint16_t resource)
    : bytes_(sizeof(nlmsghdr) + sizeof(nfgenmsg)) {
  bytes_.reserve(256);
  const nlmsghdr header{0, type.number, uint16_t(NLM_F_REQUEST | flags), 0, 0};
  const nfgenmsg general{family, NFNETLINK_V0, htons(resource)};
  std::memcpy(bytes_.data(), &header, sizeof header);
  std::memcpy(bytes_.data() + sizeof header, &general, sizeof general);
  set_length();
}

NfnlMessage::NfnlMessage(uint8_t subsystem, uint8_t type, uint16_t flags, uint8_t family,
                         uint16_t resource)
    : NfnlMessage(FullType{uint16_t(subsystem << 8 | type)}, flags, family, resource) {}

NfnlMessage NfnlMessage::batch_mark(uint16_t type) {
  return NfnlMessage(FullType{type}, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
}

NfnlMessage& NfnlMessage::put(uint16_t attribute, std::span<const uint8_t> bytes) {
  const size_t start = open(attribute);
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  close(start);
  return *this;
}

NfnlMessage& NfnlMessage::put_text(uint16_t attribute, std::string_view text) {
  const std::string ended(text);
  return put(attribute, {reinterpret_cast<const uint8_t*>(ended.c_str()), ended.size() + 1});
}

NfnlMessage& NfnlMessage::put_u8(uint16_t attribute, uint8_t number) {
  return put(attribute, raw(number));
}

NfnlMessage& NfnlMessage::put_u16(uint16_t attribute, uint16_t number) {
  return put(attribute, raw(htons(number)));
}

NfnlMessage& NfnlMessage::put_u32(uint16_t attribute, uint32_t number) {
  return put(attribute, raw(htonl(number)));
}

NfnlMessage& NfnlMessage::put_u64(uint16_t attribute, uint64_t number) {
  return put(attribute, raw(htobe64(number)));
}

size_t NfnlMessage::open(uint16_t attribute) {
  const size_t start = bytes_.size();
  const nlattr header{0, attribute};
  const auto bytes = raw(header);
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return start;
}

void NfnlMessage::close(size_t start) {
  const auto length = uint16_t(bytes_.size() - start);
  std::memcpy(bytes_.data() + start, &length, sizeof length);
  bytes_.resize(NLMSG_ALIGN(bytes_.size()));
  set_length();
}

void NfnlMessage::set_length() {
  const auto length = uint32_t(bytes_.size());
  std::memcpy(bytes_.data(), &length, sizeof length);
}

void NfnlMessage::add_flags(uint16_t flags) {
  uint16_t all = 0;
  std::memcpy(&all, bytes_.data() + offsetof(nlmsghdr, nlmsg_flags), sizeof all);
  all |= flags;
  std::memcpy(bytes_.data() + offsetof(nlmsghdr, nlmsg_flags), &all, sizeof all);
}

}  // namespace hopproof::netfilter
