#include "engine/netfilter/nft/nft_batch.hh"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

void append(std::vector<uint8_t>& bytes, const NfnlMessage& message) {
  bytes.insert(bytes.end(), message.bytes().begin(), message.bytes().end());
}

}  // namespace

std::vector<uint8_t> NftBatch::bytes() const {
  std::vector<uint8_t> bytes;
  append(bytes, NfnlMessage::batch_mark(NFNL_MSG_BATCH_BEGIN));
  for (size_t i = 0; i < messages_.size(); ++i) {
    NfnlMessage message = messages_[i];
    if (i + 1 == messages_.size()) message.add_flags(NLM_F_ACK);
    append(bytes, message);
  }
  append(bytes, NfnlMessage::batch_mark(NFNL_MSG_BATCH_END));
  return bytes;
}

}  // namespace hopproof::netfilter
