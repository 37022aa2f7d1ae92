#pragma once

#include "netns/netlink/nfnl_message.hh"
#include "netns/netlink/socket.hh"

#include <string_view>

namespace hopproof::netfilter {

/// Messages to nf_tables that take effect together or not at all.
class NftBatch {
 public:
  NftBatch() { mark(NFNL_MSG_BATCH_BEGIN); }

  void add(const netlink::NfnlMessage& message) { messages_.message().append(message.message()); }
  /// Sends them; nothing may be added afterwards. Throws SystemError with the kernel's own words
  /// for the first that it refuses: then none took effect.
  void commit(netlink::Socket& socket, std::string_view attempt) {
    socket.request(finish(), attempt);
  }
  /// The whole transaction; its last message asks for an acknowledgement.
  netlink::Message& finish() {
    messages_.message().add_flags(NLM_F_ACK);
    mark(NFNL_MSG_BATCH_END);
    return messages_.message();
  }

 private:
  void mark(uint16_t type) { messages_.begin(type, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES); }

  netlink::NfnlMessage messages_;
};

}  // namespace hopproof::netfilter
